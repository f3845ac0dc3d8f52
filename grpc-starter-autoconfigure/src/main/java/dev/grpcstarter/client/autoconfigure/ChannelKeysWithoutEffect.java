package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.grpcstarter.client.ChannelDefinition.ConnectMode;
import dev.grpcstarter.client.naming.ChannelTarget;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;

import org.springframework.util.StringUtils;

/**
 * Looks for keys that are set and change nothing: those of connections where a channel
 * stays in the JVM, unless they are defaults for others too, and those of repeated calls
 * where no call is repeated.
 *
 * @param nameResolvers what reads targets
 * @param findings where to note what is found
 */
record ChannelKeysWithoutEffect(NameResolvers nameResolvers, Findings findings) {

	private static final Set<String> OF_GRPC = Set.of("round_robin", "pick_first");

	void check(GrpcClientProperties properties) {
		ChannelProperties defaults = properties.defaults();
		properties.channels().forEach((name, channel) -> {
			String prefix = ChannelMethodKeys.prefix(name);
			inProcess(prefix, channel);
			repeated(prefix, channel, Stream.concat(Stream.of(channel), Stream.ofNullable(defaults)).toList());
		});
		if (defaults != null) {
			repeated(ChannelMethodKeys.DEFAULTS, defaults,
					Stream.concat(Stream.of(defaults), properties.channels().values().stream()).toList());
		}
	}

	private void inProcess(String prefix, ChannelProperties channel) {
		String target = channel.target();
		if (target == null || !(this.nameResolvers.parse(target.trim()) instanceof ChannelTarget.InProcess)) {
			return;
		}
		List<String> keys = new ArrayList<>();
		addIf(channel.connect() != null && channel.connect() != ConnectMode.LAZY, "connect", keys);
		addIf(channel.keepalive() != null, "keepalive", keys);
		addIf(channel.dnsRefresh() != null, "dns-refresh", keys);
		String policy = channel.loadBalancing();
		addIf(StringUtils.hasText(policy) && OF_GRPC.contains(policy.trim()), "load-balancing", keys);
		ChannelProperties.OutlierDetection outliers = channel.outlierDetectionOrNothing();
		addIf(Boolean.TRUE.equals(outliers.enabled())
				&& (outliers.minimumHosts() == null || outliers.minimumHosts() > 1), "outlier-detection", keys);
		Integer poolSize = channel.poolSize();
		addIf(poolSize != null && poolSize > 1, "pool.size", keys);
		addIf(channel.limitsOrNothing().inboundMessageSize() != null, "limits.inbound-message-size", keys);
		addIf(channel.limitsOrNothing().flowControlWindow() != null, "limits.flow-control-window", keys);
		if (!keys.isEmpty()) {
			note(prefix + "target",
					"within the JVM there is one address and no connection, and so no effect of the channel's "
							+ String.join(", ", keys),
					"Remove what has no effect, or set %starget to one over TCP.".formatted(prefix));
		}
	}

	private static void addIf(boolean set, String key, List<String> keys) {
		if (set) {
			keys.add(key);
		}
	}

	private void repeated(String prefix, ChannelProperties keys, List<ChannelProperties> counting) {
		boolean retried = counting.stream().anyMatch((source) -> has(source, ChannelKeysWithoutEffect::isRetried));
		boolean hedged = counting.stream().anyMatch((source) -> has(source, ChannelKeysWithoutEffect::isHedged));
		if (!retried && has(keys, (method) -> method.retry() != null)) {
			noAttempts(prefix, "retry");
		}
		if (!hedged && has(keys, (method) -> method.hedging() != null)) {
			noAttempts(prefix, "hedging");
		}
		if (!retried && !hedged && keys.retryThrottle() != null) {
			note(prefix + "retry-throttle", "there is nothing to throttle, because no call is sent more than once",
					"Set %sretry.max-attempts to 2 or more, or remove it.".formatted(prefix));
		}
	}

	private static boolean has(ChannelProperties keys, Predicate<MethodProperties> what) {
		return what.test(keys.ofAllMethods()) || keys.methodsOrNothing().values().stream().anyMatch(what);
	}

	private static boolean isRetried(MethodProperties keys) {
		return keys.retry() != null && keys.retry().maxAttempts() != null;
	}

	private static boolean isHedged(MethodProperties keys) {
		return keys.hedging() != null && keys.hedging().maxAttempts() != null;
	}

	private void noAttempts(String prefix, String group) {
		note(prefix + group, "its keys have no effect without max-attempts, since every call is sent once",
				"Set %s%s.max-attempts to 2 or more, or remove them.".formatted(prefix, group));
	}

	private void note(String key, String what, String action) {
		this.findings.add(new Finding("no-effect", key, what, action));
	}

}
