package dev.grpcstarter.server.error;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call that ends once: by the application, or by the first exception. The two may meet
 * on different threads. What the application still sends after an exception goes nowhere,
 * as on a stream that is closed.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 */
final class GuardedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

	private final Metadata headers;

	private final CallFailures failures;

	private boolean ended;

	private @Nullable Status closedWith;

	private volatile boolean failed;

	GuardedCall(ServerCall<Q, R> call, Metadata headers, CallFailures failures) {
		super(call);
		this.headers = headers;
		this.failures = failures;
	}

	boolean hasFailed() {
		return this.failed;
	}

	@Override
	public void sendHeaders(Metadata headers) {
		if (!this.failed) {
			super.sendHeaders(headers);
		}
	}

	@Override
	public void sendMessage(R message) {
		if (!this.failed) {
			super.sendMessage(message);
		}
	}

	@Override
	public void close(Status status, Metadata trailers) {
		if (end(status)) {
			if (status.isOk()) {
				send(status, trailers);
			}
			else {
				Failure failure = this.failures.closed(delegate(), this.headers, status, trailers);
				send(failure.status(), failure.trailers());
			}
		}
		else if (!this.failed) {
			// so that gRPC says that it is closed already
			super.close(status, trailers);
		}
	}

	/**
	 * Takes what a callback has thrown.
	 * @param ex the exception
	 */
	void fail(Throwable ex) {
		this.failed = true;
		if (isCancelled()) {
			this.failures.cancelled(this, ex);
		}
		else if (end(null)) {
			Failure failure = this.failures.thrown(this, this.headers, ex);
			try {
				send(failure.status(), failure.trailers());
			}
			catch (RuntimeException refused) {
				this.failures.unsent(this, refused);
			}
		}
		else {
			this.failures.late(this, closedWith(), ex);
		}
	}

	/**
	 * Takes what the last callback has thrown.
	 * @param ex the exception
	 */
	void failAtEnd(Throwable ex) {
		this.failures.atEnd(this, ex);
	}

	private void send(Status status, Metadata trailers) {
		Failure bounded = this.failures.bounded(this, status, trailers);
		if (bounded == null) {
			super.close(status, trailers);
		}
		else {
			super.close(bounded.status(), bounded.trailers());
		}
	}

	private synchronized boolean end(@Nullable Status status) {
		if (this.ended) {
			return false;
		}
		this.ended = true;
		this.closedWith = status;
		return true;
	}

	private synchronized @Nullable Status closedWith() {
		return this.closedWith;
	}

}
