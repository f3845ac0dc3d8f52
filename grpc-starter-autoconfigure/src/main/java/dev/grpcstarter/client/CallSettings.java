package dev.grpcstarter.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/**
 * What is no stage and can be taken out by no list: whether calls wait for a connection,
 * and how requests are compressed where a call does not say so itself. It stands outside
 * of everything else, so that an interceptor of the application can send a call
 * otherwise; a service config would have the last word.
 *
 * @param waitForReady whether calls wait for a connection while there is none
 * @param compression the name of the compression of requests
 */
record CallSettings(boolean waitForReady, String compression) implements ClientInterceptor {

	private static final String IDENTITY = "identity";

	/**
	 * Whether calls are left as they are.
	 * @return {@code true} if nothing is set
	 */
	boolean isEmpty() {
		return !this.waitForReady && this.compression.equals(IDENTITY);
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		CallOptions set = (this.waitForReady) ? options.withWaitForReady() : options;
		if (set.getCompressor() == null && !this.compression.equals(IDENTITY)) {
			set = set.withCompression(this.compression);
		}
		return next.newCall(method, set);
	}

}
