package dev.grpcstarter.server.execution;

import dev.grpcstarter.server.execution.RequestMarshaller.Received;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/**
 * A method whose handler runs on threads of its own, and not on the event loop.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 * @param method the method as its handler knows it
 * @param handler the handler with all interceptors around it
 * @param executor where it runs
 */
record DispatchedMethod<Q, R>(MethodDescriptor<Q, R> method, ServerCallHandler<Q, R> handler,
		CallExecutor executor) implements ServerCallHandler<Received<Q>, R> {

	/**
	 * Called on the event loop, where a call that is refused has cost no thread.
	 */
	@Override
	public ServerCall.Listener<Received<Q>> startCall(ServerCall<Received<Q>, R> call, Metadata headers) {
		InboundCall inbound = InboundCall.current();
		DispatchedCall<Q> dispatched = new DispatchedCall<>(
				new HandlerEvents<>(this.method, this.handler, call, headers), this.method.getType(), this.executor,
				inbound.newHandlerContext());
		dispatched.start();
		return dispatched;
	}

}
