package dev.grpcstarter.server;

import java.util.concurrent.atomic.AtomicBoolean;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Compresses the replies to callers that accept it, which gRPC finds out from their
 * {@code grpc-accept-encoding}. A handler that sets a compression of its own has the last
 * word. Where a server was built without the compressor, replies stay as they are, which
 * is in the log once.
 */
public final class ReplyCompression implements ServerInterceptor {

	private static final Log logger = LogFactory.getLog(ReplyCompression.class);

	private final AtomicBoolean warned = new AtomicBoolean();

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
		try {
			call.setCompression(this.encoding);
		}
		catch (IllegalArgumentException ex) {
			// each transport has a registry of its own, which a customizer may replace
			if (this.warned.compareAndSet(false, true)) {
				logger.warn(("Replies are not compressed although grpc.server.compression is %s: a "
						+ "ServerBuilderCustomizer has set a CompressorRegistry without it.")
					.formatted(this.encoding));
			}
		}
		return next.startCall(call, headers);
	}

}
