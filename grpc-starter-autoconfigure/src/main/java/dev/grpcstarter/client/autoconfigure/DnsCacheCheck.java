package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.naming.ChannelTarget;
import dev.grpcstarter.client.naming.HostAndPort;
import dev.grpcstarter.client.naming.JvmDnsCache;
import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;

/**
 * Finds channels whose addresses the JVM keeps for longer than {@code dns-refresh} says.
 * Only who starts the JVM can change that.
 *
 * @param cache what the JVM does
 * @param findings where to note what is found
 */
record DnsCacheCheck(JvmDnsCache cache, Findings findings) {

	void check(List<ChannelDefinition> channels) {
		for (ChannelDefinition channel : channels) {
			Duration refresh = channel.balancing().dnsRefresh().orNull();
			if (refresh != null && hasNames(channel.target()) && this.cache.keepsLongerThan(refresh)) {
				this.findings.add(finding(channel, refresh));
			}
		}
	}

	private static boolean hasNames(ChannelTarget target) {
		if (target instanceof ChannelTarget.Dns dns) {
			return !dns.host().isLiteral();
		}
		return target instanceof ChannelTarget.StaticList list
				&& !list.hosts().stream().allMatch(HostAndPort::isLiteral);
	}

	private Finding finding(ChannelDefinition channel, Duration refresh) {
		String key = channel.key("dns-refresh");
		Duration kept = this.cache.time();
		long seconds = Math.max(1, refresh.toSeconds());
		return new Finding("dns-cache", key,
				"addresses of '%s' are looked up every %s, but the JVM keeps what it knows %s"
					.formatted(channel.target(), text(refresh), (kept != null) ? "for " + text(kept) : "for ever"),
				"Set the security property networkaddress.cache.ttl=%d in a file that -Djava.security.properties names, or start the JVM with -Dsun.net.inetaddr.ttl=%d%s."
					.formatted(seconds, seconds, (kept != null) ? ", or set %s to %s".formatted(key, text(kept)) : ""));
	}

	private static String text(Duration duration) {
		return (duration.toMillisPart() != 0) ? duration.toMillis() + "ms" : duration.toSeconds() + "s";
	}

}
