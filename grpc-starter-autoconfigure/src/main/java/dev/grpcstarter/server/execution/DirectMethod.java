package dev.grpcstarter.server.execution;

import dev.grpcstarter.server.execution.RequestMarshaller.Received;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/**
 * A method whose handler runs on the event loop.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 * @param method the method as its handler knows it
 * @param handler the handler with all interceptors around it
 */
record DirectMethod<Q, R>(MethodDescriptor<Q, R> method,
		ServerCallHandler<Q, R> handler) implements ServerCallHandler<Received<Q>, R> {

	@Override
	public ServerCall.Listener<Received<Q>> startCall(ServerCall<Received<Q>, R> call, Metadata headers) {
		HandlerEvents<Q, R> events = new HandlerEvents<>(this.method, this.handler, call, headers);
		InboundCall.current().begin(Context.current().getDeadline());
		events.begin();
		return new DirectCall<>(events);
	}

	private static final class DirectCall<Q> extends ServerCall.Listener<Received<Q>> {

		private final HandlerEvents<Q, ?> events;

		DirectCall(HandlerEvents<Q, ?> events) {
			this.events = events;
		}

		@Override
		public void onMessage(Received<Q> message) {
			this.events.handle(message);
		}

		@Override
		public void onHalfClose() {
			this.events.handle(Signal.HALF_CLOSE);
		}

		@Override
		public void onReady() {
			this.events.handle(Signal.READY);
		}

		@Override
		public void onComplete() {
			this.events.handle(Signal.COMPLETE);
		}

		@Override
		public void onCancel() {
			InboundCall.current().cancelled();
			this.events.handle(Signal.CANCEL);
		}

	}

}
