package dev.grpcstarter.server.execution;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call next to the transport, outside of everything that may send: where it has a
 * deadline, the end that this brings does not meet what is being sent on another thread.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 */
abstract class TransportCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

	private @Nullable HandlerDeadline<Q, R> deadline;

	TransportCall(ServerCall<Q, R> call) {
		super(call);
	}

	/**
	 * The call may take no longer than this.
	 * @param deadline the deadline
	 */
	void bound(HandlerDeadline<Q, R> deadline) {
		this.deadline = deadline;
	}

	/**
	 * Whether the deadline has passed, and the handler is not to begin.
	 * @return {@code true} if it has
	 */
	boolean hasExpired() {
		return this.deadline != null && this.deadline.hasExpired();
	}

	/**
	 * Whether the transport has cancelled the call.
	 * @return {@code true} if nobody is there any more
	 */
	boolean isGone() {
		return delegate().isCancelled();
	}

	/**
	 * Takes note of the thread that the handler has.
	 * @param current the current thread, or {@code null} when the handler returns
	 */
	void runsOn(@Nullable Thread current) {
		if (this.deadline != null) {
			this.deadline.runsOn(current);
		}
	}

	/**
	 * Nothing is left to handle.
	 */
	void end() {
		if (this.deadline != null) {
			this.deadline.end();
		}
	}

	@Override
	public void sendHeaders(Metadata headers) {
		if (this.deadline == null) {
			super.sendHeaders(headers);
		}
		else if (this.deadline.enter()) {
			try {
				super.sendHeaders(headers);
			}
			finally {
				this.deadline.leave();
			}
		}
	}

	@Override
	public void sendMessage(R message) {
		if (this.deadline == null) {
			super.sendMessage(message);
		}
		else if (this.deadline.enter()) {
			try {
				super.sendMessage(message);
			}
			finally {
				this.deadline.leave();
			}
		}
	}

	@Override
	public void close(Status status, Metadata trailers) {
		if (this.deadline == null || this.deadline.mayClose()) {
			super.close(status, trailers);
		}
	}

	@Override
	public boolean isReady() {
		return !hasExpired() && super.isReady();
	}

	@Override
	public boolean isCancelled() {
		return hasExpired() || super.isCancelled();
	}

}
