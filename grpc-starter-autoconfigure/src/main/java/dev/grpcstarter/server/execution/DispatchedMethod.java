package dev.grpcstarter.server.execution;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import org.jspecify.annotations.Nullable;

/**
 * A method whose handler runs on threads of its own, and not on the event loop.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 * @param method the method as its handler knows it
 * @param handler the handler with all interceptors around it
 * @param executor where it runs
 * @param deadline how long its calls may take, or {@code null} if that is left to gRPC
 */
record DispatchedMethod<Q, R>(MethodDescriptor<Q, R> method, ServerCallHandler<Q, R> handler, CallExecutor executor,
		@Nullable MethodDeadline deadline) implements ServerCallHandler<Object, R> {

	/**
	 * Called on the event loop, where a call that is refused has cost no thread.
	 */
	@Override
	public ServerCall.Listener<Object> startCall(ServerCall<Object, R> call, Metadata headers) {
		HandlerEvents<Q, R> events = new HandlerEvents<>(this.method, this.handler, call, headers);
		DispatchedCall dispatched = new DispatchedCall(events, this.method.getType(), this.executor,
				newContext(events));
		dispatched.start();
		return dispatched;
	}

	/**
	 * A context for the handler. gRPC cancels its own context of the call as soon as
	 * everything is sent, also when the handler has answered and is still at work. This
	 * one has the same values, and lives until it is cancelled by who has asked for it.
	 * @param events the call
	 * @return a new context
	 */
	private CancellableContext newContext(HandlerEvents<Q, R> events) {
		Context transport = Context.current();
		Context values = transport.fork();
		InboundCall inbound = InboundCall.find();
		HandlerDeadline<Q, R> begun = (this.deadline != null && inbound != null)
				? this.deadline.begin(events, inbound, values) : null;
		if (begun != null) {
			return begun.context();
		}
		Deadline asked = transport.getDeadline();
		if (asked == null) {
			return values.withCancellation();
		}
		if (inbound != null) {
			inbound.begin(asked);
		}
		// gRPC cancels the call then, and with it the handler
		return values.withDeadline(asked, NoTimer.INSTANCE);
	}

}
