package dev.grpcstarter.server;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Compresses the replies to callers that accept it, which gRPC finds out from their
 * {@code grpc-accept-encoding}. A handler that sets a compression of its own has the last
 * word.
 */
public final class ReplyCompression implements ServerInterceptor {

	private final String encoding;

	/**
	 * Compresses replies.
	 * @param encoding the name of a compressor that is registered with gRPC, such as
	 * {@code gzip}
	 */
	public ReplyCompression(String encoding) {
		this.encoding = encoding;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		call.setCompression(this.encoding);
		return next.startCall(call, headers);
	}

}
