package dev.grpcstarter.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/**
 * Lets every call wait for a connection. It stands outside the interceptors of the
 * application, so that one of them can send a call without waiting; a service config
 * would have the last word.
 */
final class WaitForReady implements ClientInterceptor {

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		return next.newCall(method, options.withWaitForReady());
	}

}
