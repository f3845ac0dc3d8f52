package dev.grpcstarter.server;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * A handler with one interceptor around it.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 * @param interceptor the interceptor
 * @param next the handler with what is inside of the interceptor
 */
record InterceptedMethod<Q, R>(ServerInterceptor interceptor,
		ServerCallHandler<Q, R> next) implements ServerCallHandler<Q, R> {

	@Override
	public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
		return this.interceptor.interceptCall(call, headers, this.next);
	}

}
