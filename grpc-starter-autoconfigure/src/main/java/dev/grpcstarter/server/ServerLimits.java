package dev.grpcstarter.server;

import java.time.Duration;

import dev.grpcstarter.config.OrNone;

/**
 * What one connection may ask of the server.
 *
 * @param inboundMessageSize the size of the largest request message, in bytes
 * @param inboundMetadataSize the size of the largest request metadata, in bytes, counted
 * as RFC 9113 counts a header list
 * @param concurrentCalls how many calls may be in flight at a time; further ones are
 * refused with REFUSED_STREAM, which clients know to be safe to retry
 * @param handshakeTimeout how long a new connection may take until TLS and the HTTP/2
 * preface are through; TLS alone has never more than Netty's own 10 s
 * @param resets how many streams the client may reset within {@link #RESET_WINDOW} before
 * it is sent away with ENHANCE_YOUR_CALM; a cancelled call and an expired deadline reset
 * one each
 * @param flowControlWindow how many bytes the client may send ahead at first, for the
 * connection and for each stream; tuned to the network from there on
 */
public record ServerLimits(int inboundMessageSize, int inboundMetadataSize, OrNone<Integer> concurrentCalls,
		OrNone<Duration> handshakeTimeout, OrNone<Integer> resets, int flowControlWindow) {

	/**
	 * What {@link #resets()} are counted in.
	 */
	public static final Duration RESET_WINDOW = Duration.ofSeconds(30);

}
