package dev.grpcstarter.server.execution;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/**
 * A handler whose calls are shut off when their deadline passes. What is outside hears
 * how they were closed then.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 * @param next the handler
 */
public record DeadlineMethod<Q, R>(ServerCallHandler<Q, R> next) implements ServerCallHandler<Q, R> {

	@Override
	public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
		InboundCall inbound = InboundCall.find();
		HandlerDeadline<Q, R> deadline = (inbound != null) ? inbound.deadline() : null;
		if (deadline == null) {
			return this.next.startCall(call, headers);
		}
		return (deadline.within(call)) ? this.next.startCall(deadline, headers) : new NoListener<>();
	}

}
