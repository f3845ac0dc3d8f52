package dev.grpcstarter.server;

import dev.grpcstarter.call.GrpcCall;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Ends the streams of a service when the server shuts down, for services that would let
 * them go on until their callers have enough. A caller sees UNAVAILABLE and can call
 * another server.
 */
public final class EndsOnDrain implements ServerInterceptor {

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		EndableCall<Q, R> endable = new EndableCall<>(call);
		ServerCall.Listener<Q> listener = next.startCall(endable, headers);
		GrpcCall.current().onDrain(endable::end);
		return new SimpleForwardingServerCallListener<>(listener) {

			@Override
			public void onMessage(Q message) {
				if (!endable.isEnded()) {
					super.onMessage(message);
				}
			}

			@Override
			public void onHalfClose() {
				if (!endable.isEnded()) {
					super.onHalfClose();
				}
			}

		};
	}

	/**
	 * The end may come while the handler answers on another thread.
	 */
	private static final class EndableCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private boolean ended;

		EndableCall(ServerCall<Q, R> call) {
			super(call);
		}

		synchronized void end() {
			if (!this.ended) {
				close(Status.UNAVAILABLE.withDescription("the server is shutting down"), new Metadata());
			}
		}

		synchronized boolean isEnded() {
			return this.ended;
		}

		@Override
		public synchronized void sendHeaders(Metadata headers) {
			if (!this.ended) {
				super.sendHeaders(headers);
			}
		}

		@Override
		public synchronized void sendMessage(R message) {
			if (!this.ended) {
				super.sendMessage(message);
			}
		}

		@Override
		public synchronized void close(Status status, Metadata trailers) {
			if (!this.ended) {
				this.ended = true;
				super.close(status, trailers);
			}
		}

	}

}
