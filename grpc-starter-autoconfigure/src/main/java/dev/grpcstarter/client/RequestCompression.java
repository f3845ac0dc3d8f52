package dev.grpcstarter.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/**
 * Compresses the requests of calls that choose no compression of their own.
 */
final class RequestCompression implements ClientInterceptor {

	private final String encoding;

	RequestCompression(String encoding) {
		this.encoding = encoding;
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		return next.newCall(method,
				(options.getCompressor() == null) ? options.withCompression(this.encoding) : options);
	}

}
