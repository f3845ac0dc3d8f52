package dev.grpcstarter.server.execution;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import org.jspecify.annotations.Nullable;

/**
 * A method whose handler runs on the event loop.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 * @param method the method as its handler knows it
 * @param handler the handler with all interceptors around it
 * @param deadline how long its calls may take, or {@code null} if that is left to gRPC
 * @param watch what looks out for handlers that block, or {@code null} for nothing
 */
record DirectMethod<Q, R>(MethodDescriptor<Q, R> method, ServerCallHandler<Q, R> handler,
		@Nullable MethodDeadline deadline, @Nullable BlockingWatch watch) implements ServerCallHandler<Object, R> {

	@Override
	public ServerCall.Listener<Object> startCall(ServerCall<Object, R> call, Metadata headers) {
		HandlerEvents<Q, R> events = new HandlerEvents<>(this.method, this.handler, call, headers);
		Context transport = Context.current();
		HandlerDeadline<Q, R> begun = begin(events, transport);
		DirectCall direct = new DirectCall(events, (begun != null) ? begun.context() : transport, this.watch);
		direct.begin();
		return direct;
	}

	private @Nullable HandlerDeadline<Q, R> begin(HandlerEvents<Q, R> events, Context transport) {
		InboundCall inbound = InboundCall.find();
		if (inbound == null) {
			return null;
		}
		if (this.deadline != null) {
			return this.deadline.begin(events, inbound, transport);
		}
		inbound.begin(transport.getDeadline());
		return null;
	}

}
