package dev.grpcstarter.benchmarks.jmh;

import dev.grpcstarter.server.GlobalServerInterceptor;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Sees all of a call, and leaves it as it is.
 */
@GlobalServerInterceptor
final class ForwardingServerInterceptor implements ServerInterceptor {

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		ServerCall<Q, R> forwarding = new SimpleForwardingServerCall<>(call) {
		};
		return new SimpleForwardingServerCallListener<>(next.startCall(forwarding, headers)) {
		};
	}

}
