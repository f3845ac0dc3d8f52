package dev.grpcstarter.server.error;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of failed calls: what their callers get, and what is logged.
 */
final class CallFailures {

	private final FailureLog log = new FailureLog();

	private final StatusMapping mapping;

	private final TrailersLimit limit;

	CallFailures(StatusMapping mapping, TrailersLimit limit) {
		this.mapping = mapping;
		this.limit = limit;
	}

	/**
	 * The call has thrown an exception while it was open.
	 * @param call the call
	 * @param headers the metadata of the request
	 * @param ex the exception
	 * @return what the caller gets
	 */
	Failure thrown(ServerCall<?, ?> call, Metadata headers, Throwable ex) {
		Failure failure = this.mapping.of(ex, call.getMethodDescriptor(), headers);
		this.log.failed(call, failure, ex);
		return failure;
	}

	/**
	 * The application has closed the call with an error. What {@code onError} makes of an
	 * exception that has no status is mapped as if the exception had been thrown.
	 * @param call the call
	 * @param headers the metadata of the request
	 * @param status the status, not OK
	 * @param trailers the trailers
	 * @return what the caller gets
	 */
	Failure closed(ServerCall<?, ?> call, Metadata headers, Status status, Metadata trailers) {
		Failure asChosen = new Failure(status, trailers, true);
		Throwable cause = status.getCause();
		if (call.isCancelled()) {
			this.log.cancelled(call, cause);
			return asChosen;
		}
		if (cause != null && status.getCode() == Status.Code.UNKNOWN && status.getDescription() == null) {
			return thrown(call, headers, cause);
		}
		this.log.failed(call, asChosen, cause);
		return asChosen;
	}

	/**
	 * The call has thrown an exception after its caller has gone.
	 * @param call the call
	 * @param ex the exception
	 */
	void cancelled(ServerCall<?, ?> call, Throwable ex) {
		this.log.cancelled(call, ex);
	}

	/**
	 * The call has thrown an exception after it was closed.
	 * @param call the call
	 * @param closedWith the status that the application has given it, or {@code null} if
	 * it was closed because of an earlier exception
	 * @param ex the exception
	 */
	void late(ServerCall<?, ?> call, @Nullable Status closedWith, Throwable ex) {
		Failure carried = Failure.carriedBy(ex);
		boolean known = closedWith != null
				&& (closedWith.getCause() == ex || (carried != null && carried.status() == closedWith));
		if (!known) {
			this.log.late(call, ex);
		}
	}

	/**
	 * The listener has thrown an exception when it was told of the call's end.
	 * @param call the call
	 * @param ex the exception
	 */
	void atEnd(ServerCall<?, ?> call, Throwable ex) {
		for (Throwable cause : Causes.chain(ex)) {
			Failure carried = Failure.carriedBy(cause);
			if (carried != null && carried.status().getCode() == Status.Code.CANCELLED) {
				this.log.cancelled(call, ex);
				return;
			}
		}
		this.log.late(call, ex);
	}

	/**
	 * The transport did not take the status of a failed call.
	 * @param call the call
	 * @param ex what it has thrown
	 */
	void unsent(ServerCall<?, ?> call, Throwable ex) {
		this.log.unsent(call, ex);
	}

	/**
	 * Makes a status fit what a client accepts.
	 * @param call the call
	 * @param status the status
	 * @param trailers the trailers that go with it
	 * @return what to send in their place, or {@code null} if they fit
	 */
	@Nullable Failure bounded(ServerCall<?, ?> call, Status status, Metadata trailers) {
		return this.limit.fits(status, trailers) ? null
				: this.limit.cut(call.getMethodDescriptor().getFullMethodName(), status, trailers);
	}

}
