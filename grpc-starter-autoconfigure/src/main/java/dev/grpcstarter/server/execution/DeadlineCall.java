package dev.grpcstarter.server.execution;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call inside of its deadline. When that has passed, what is sent goes nowhere.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 */
final class DeadlineCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

	private final CallDeadline deadline;

	DeadlineCall(ServerCall<Q, R> call, CallDeadline deadline) {
		super(call);
		this.deadline = deadline;
	}

	@Override
	public void sendHeaders(Metadata headers) {
		if (!this.deadline.hasExpired()) {
			super.sendHeaders(headers);
		}
	}

	@Override
	public void sendMessage(R message) {
		if (!this.deadline.hasExpired()) {
			super.sendMessage(message);
		}
	}

	@Override
	public void close(Status status, Metadata trailers) {
		if (this.deadline.enter()) {
			try {
				super.close(status, trailers);
			}
			finally {
				this.deadline.leave();
			}
		}
	}

}
