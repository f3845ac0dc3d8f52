package dev.grpcstarter.server.execution;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import dev.grpcstarter.call.GrpcCall;
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
 * @param threads where it runs
 * @param full whether there is no thread for new calls
 */
record DispatchedMethod<Q, R>(MethodDescriptor<Q, R> method, ServerCallHandler<Q, R> handler, Executor threads,
		BooleanSupplier full) implements ServerCallHandler<Received<Q>, R> {

	/**
	 * Called on the event loop, where a call that is refused has cost no thread.
	 */
	@Override
	public ServerCall.Listener<Received<Q>> startCall(ServerCall<Received<Q>, R> call, Metadata headers) {
		InboundCall inbound = (InboundCall) GrpcCall.current();
		DispatchedCall<Q> dispatched = new DispatchedCall<>(new HandlerEvents<>(this, call, headers),
				this.method.getType(), this.threads, inbound.handle());
		if (this.full.getAsBoolean()) {
			dispatched.refuse(null);
		}
		else {
			dispatched.start();
		}
		return dispatched;
	}

}
