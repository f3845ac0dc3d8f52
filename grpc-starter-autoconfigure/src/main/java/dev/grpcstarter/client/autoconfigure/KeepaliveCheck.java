package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;

import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;
import dev.grpcstarter.config.OrNone;
import org.jspecify.annotations.Nullable;

/**
 * Looks for pings that most servers do not permit, where they are written: gRPC's servers
 * accept one every five minutes, and every two hours from a client without calls, and
 * send clients away that ping more often (gRFC A8).
 *
 * @param findings where to note what is found
 */
record KeepaliveCheck(Findings findings) {

	private static final Duration PERMITTED = Duration.ofMinutes(5);

	void check(GrpcClientProperties properties) {
		if (properties.defaults() != null) {
			check("grpc.client.defaults.keepalive.", properties.defaults().keepaliveOrNothing());
		}
		properties.channels()
			.forEach((name, channel) -> check("grpc.client.channels." + name + ".keepalive.",
					channel.keepaliveOrNothing()));
	}

	private void check(String prefix, ChannelProperties.Keepalive keepalive) {
		OrNone<Duration> time = keepalive.time();
		if (time != null && isShort(time.orNull())) {
			note(prefix + "time", "pings that come more often than every 5m are more than most servers permit",
					"Set it to more than 5m");
		}
		if (Boolean.TRUE.equals(keepalive.withoutCalls()) && (time == null || !time.isNone())) {
			note(prefix + "without-calls",
					"most servers permit a ping every 2h while no call is in flight, and the channel pings more often",
					"Set it to false");
		}
	}

	private static boolean isShort(@Nullable Duration time) {
		return time != null && time.compareTo(PERMITTED) < 0;
	}

	private void note(String key, String what, String instead) {
		this.findings.add(new Finding("client-keepalive", key,
				what + ": they close the connection with too_many_pings, and calls in flight fail",
				"%s, unless the servers permit it, as those of this starter do by default.".formatted(instead)));
	}

}
