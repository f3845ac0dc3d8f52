package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;

import dev.grpcstarter.config.OrNone;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Keys of one channel, or of the defaults for all channels. A key that is not set is
 * {@code null}, so that another source can fill it.
 *
 * @param target Where to connect, such as dns:///inventory:9090 or in-process:name.
 * @param keepalive Keys of keepalive.
 * @param idleTimeout How long the channel may be without calls before it closes its
 * connections. The next call opens them again.
 * @param deadline Deadline of unary calls that have none of their own, counted from each
 * call. none leaves them without.
 * @param loadBalancing Name of the load-balancing policy.
 * @param limits Keys of limits.
 */
record ChannelProperties(@Nullable String target, @Nullable Keepalive keepalive, @Nullable Duration idleTimeout,
		@Nullable OrNone<Duration> deadline, @Nullable String loadBalancing, @Nullable Limits limits) {

	static final ChannelProperties NOTHING = new ChannelProperties(null, null, null, null, null, null);

	Keepalive keepaliveOrNothing() {
		return (this.keepalive != null) ? this.keepalive : Keepalive.NOTHING;
	}

	Limits limitsOrNothing() {
		return (this.limits != null) ? this.limits : Limits.NOTHING;
	}

	/**
	 * Keys of {@code keepalive}.
	 *
	 * @param time How long a connection may be silent before the client pings the server.
	 * At least 10s, or none for no pings.
	 * @param timeout How long to wait for the answer to a ping before the connection is
	 * given up.
	 * @param withoutCalls Whether to ping while no call is in flight.
	 */
	record Keepalive(@Nullable OrNone<Duration> time, @Nullable Duration timeout, @Nullable Boolean withoutCalls) {

		static final Keepalive NOTHING = new Keepalive(null, null, null);

	}

	/**
	 * Keys of {@code limits}.
	 *
	 * @param inboundMessageSize Largest reply message that is accepted.
	 * @param inboundMetadataSize Largest reply metadata that is accepted.
	 */
	record Limits(@Nullable DataSize inboundMessageSize, @Nullable DataSize inboundMetadataSize) {

		static final Limits NOTHING = new Limits(null, null);

	}

}
