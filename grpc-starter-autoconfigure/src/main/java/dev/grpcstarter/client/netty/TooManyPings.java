package dev.grpcstarter.client.netty;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.grpcstarter.client.ChannelDefinition;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Explains, once for each name of a channel, that a server does not permit its pings
 * (gRFC A8). Otherwise that shows only as calls that fail now and then, and not at all in
 * a channel without calls.
 */
final class TooManyPings {

	private static final Log logger = LogFactory.getLog(TooManyPings.class);

	private final Set<String> explained = ConcurrentHashMap.newKeySet();

	void explain(ChannelDefinition channel) {
		Duration time = channel.keepalive().time().orNull();
		if (time != null && this.explained.add(channel.name())) {
			logger.warn(
					"The server of the gRPC channel '%s' (%s) has closed a connection with GOAWAY ENHANCE_YOUR_CALM, as servers do to clients that ping more often than they permit (too_many_pings). The channel pings after %ss of silence%s: %s and %s say so. Most servers permit a ping every 5m, and one every 2h while no call is in flight. Either let the channel ping less, or let the server permit it: with grpc.server.keepalive.permit-time and grpc.server.keepalive.permit-without-calls if it is one of this starter, and else with its own enforcement policy"
						.formatted(channel.name(), channel.target(), time.toSeconds(),
								(channel.keepalive().withoutCalls()) ? ", also while no call is in flight"
										: " while a call is in flight",
								channel.key("keepalive.time"), channel.key("keepalive.without-calls")));
		}
	}

}
