package dev.grpcstarter.server.error;

import dev.grpcstarter.server.execution.NoListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/**
 * A handler whose exceptions are given a status.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 * @param failures gives failures their status
 * @param next the handler
 */
record GuardedMethod<Q, R>(CallFailures failures, ServerCallHandler<Q, R> next) implements ServerCallHandler<Q, R> {

	@Override
	public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
		GuardedCall<Q, R> guarded = new GuardedCall<>(call, headers, this.failures);
		ServerCall.Listener<Q> listener;
		try {
			listener = this.next.startCall(guarded, headers);
			if (listener == null) {
				throw new NullPointerException("an interceptor or handler has returned no listener");
			}
		}
		catch (Throwable ex) {
			guarded.fail(ex);
			listener = new NoListener<>();
		}
		return new GuardedListener<>(listener, guarded);
	}

}
