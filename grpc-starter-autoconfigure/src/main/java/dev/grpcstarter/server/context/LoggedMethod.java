package dev.grpcstarter.server.context;

import dev.grpcstarter.call.AttachedContext;
import dev.grpcstarter.call.LogEntries;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/**
 * A handler that runs with entries of its call in the log's MDC.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 * @param logged which metadata goes into the MDC
 * @param next the handler
 */
record LoggedMethod<Q, R>(LoggedMetadata logged, ServerCallHandler<Q, R> next) implements ServerCallHandler<Q, R> {

	@Override
	public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
		Context context = Context.current().withValue(LogEntries.KEY, this.logged.of(headers));
		AttachedContext attached = AttachedContext.of(context);
		try {
			return new LoggedListener<>(this.next.startCall(call, headers), context);
		}
		finally {
			attached.close();
		}
	}

}
