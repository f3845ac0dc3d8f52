package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.grpcstarter.client.LoadBalancingPolicies;
import dev.grpcstarter.client.naming.InvalidTargetException;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.config.UnbracketedPatterns;
import io.grpc.CompressorRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Checks the keys of channels where they are written, so that a wrong default is reported
 * once and under its own name.
 */
final class ChannelChecks {

	private static final Set<String> FROM_XDS = Set.of("weightedroundrobin", "ringhash", "leastrequest");

	private final Problems problems;

	private final NameResolvers nameResolvers;

	private final LoadBalancingPolicies policies;

	private final AttemptChecks attempts;

	private final ExclusionChecks exclusions;

	private final PolicyChecks calls;

	ChannelChecks(Problems problems, NameResolvers nameResolvers, LoadBalancingPolicies policies,
			UnbracketedPatterns unbracketed) {
		this.policies = policies;
		this.problems = problems;
		this.nameResolvers = nameResolvers;
		this.attempts = new AttemptChecks(problems);
		this.exclusions = new ExclusionChecks(problems);
		this.calls = new PolicyChecks(problems, unbracketed);
	}

	void together(String channel, ChannelProperties own, @Nullable ChannelProperties defaults,
			ChannelProperties builtIn) {
		this.attempts.together(new ChannelMethodKeys(channel, own, defaults, builtIn).attempts());
		this.exclusions.together(channel, own, defaults);
	}

	void defaults(ChannelProperties properties, ChannelProperties builtIn) {
		noPlace("target", properties.target());
		noPlace("authority", properties.authority());
		noPlace("services", properties.services());
		keys(ChannelMethodKeys.DEFAULTS, properties);
		this.attempts.together(new ChannelMethodKeys("", null, properties, builtIn).attempts());
	}

	private void noPlace(String key, @Nullable Object value) {
		if (value != null) {
			this.problems.add(Problem.ofKey(ChannelMethodKeys.DEFAULTS + key, "channels cannot share it",
					"Remove it, and set grpc.client.channels.<name>.%s of each channel.".formatted(key)));
		}
	}

	void channel(String name, ChannelProperties properties) {
		String prefix = ChannelMethodKeys.prefix(name);
		String target = properties.target();
		if (!StringUtils.hasText(target)) {
			this.problems.add(Problem.ofKey(prefix + "target", "the channel has no target",
					"Set %starget to where it connects, such as dns:///%s:9090.".formatted(prefix, name)));
		}
		else {
			target(prefix, target.trim(), properties.sslOrNothing());
		}
		keys(prefix, properties);
	}

	private void target(String prefix, String target, ChannelProperties.Ssl ssl) {
		String key = prefix + "target";
		try {
			if (this.nameResolvers.parse(target).isLocal()) {
				noTls(prefix, target, ssl);
			}
		}
		catch (InvalidTargetException ex) {
			this.problems.add(Problem.ofKey(key, ex.what(), "Set %s to %s.".formatted(key, ex.instead())));
		}
	}

	private void noTls(String prefix, String target, ChannelProperties.Ssl ssl) {
		if (Boolean.TRUE.equals(ssl.wanted())) {
			this.problems.add(Problem.ofKey(
					prefix + "ssl." + ((ChannelProperties.orNull(ssl.bundle()) != null) ? "bundle" : "enabled"),
					"'%s' does not leave the machine, and is always plaintext".formatted(target),
					"Remove it, or set %starget to one over TCP, such as dns:///host:9090.".formatted(prefix)));
		}
	}

	private void keys(String prefix, ChannelProperties properties) {
		keepalive(prefix + "keepalive.", properties.keepaliveOrNothing());
		this.problems.duration(prefix + "connect-timeout", properties.connectTimeout(), Duration.ofMillis(100),
				"nothing connects faster", "");
		this.problems.duration(prefix + "reconnect-max", properties.reconnectMax(), Duration.ofSeconds(1),
				"the first pause is that long", "");
		this.problems.duration(prefix + "idle-timeout", orNull(properties.idleTimeout()), Duration.ofSeconds(1),
				"the channel goes idle no earlier", ", or to none for never");
		this.problems.durationAtMost(prefix + "idle-timeout", orNull(properties.idleTimeout()),
				Duration.ofDays(30).minusMillis(1), "gRPC takes that for never, which is written none");
		this.calls.keys(prefix, properties);
		this.problems.duration(prefix + "dns-refresh", orNull(properties.dnsRefresh()), Duration.ofMillis(100),
				"the DNS would be asked without end", ", or to none to ask when a connection ends");
		this.problems.count(prefix + "pool.size", properties.poolSize(), "connections", "");
		limits(prefix + "limits.", properties.limitsOrNothing());
		loadBalancing(prefix + "load-balancing", properties.loadBalancing());
		this.attempts.keys(prefix, properties);
		this.exclusions.keys(prefix, properties);
		compression(prefix + "compression", properties.compression());
		MetadataEntries.check(prefix, properties.metadataOrNothing(), this.problems);
	}

	private void keepalive(String prefix, ChannelProperties.Keepalive keepalive) {
		this.problems.duration(prefix + "time", orNull(keepalive.time()), Duration.ofSeconds(10),
				"gRFC A8 lets a client ping no more often than that", ", or to none for no pings");
		this.problems.duration(prefix + "timeout", keepalive.timeout(), Duration.ofMillis(10),
				"the transport waits no shorter than that", "");
	}

	private void limits(String prefix, ChannelProperties.Limits limits) {
		this.problems.bytes(prefix + "inbound-message-size", limits.inboundMessageSize());
		this.problems.bytes(prefix + "inbound-metadata-size", limits.inboundMetadataSize());
		if (limits.flowControlWindow() != null) {
			this.problems.bytes(prefix + "flow-control-window", limits.flowControlWindow(), 65_535,
					"HTTP/2 gives that to every connection, and it cannot be taken back");
		}
	}

	private void compression(String key, @Nullable String compression) {
		if (StringUtils.hasText(compression)
				&& CompressorRegistry.getDefaultInstance().lookupCompressor(compression.trim()) == null) {
			this.problems.add(Problem.ofKey(key, "there is no compression '%s'".formatted(compression),
					"Set %s to gzip, or to identity for none.".formatted(key)));
		}
	}

	private void loadBalancing(String key, @Nullable String policy) {
		if (StringUtils.hasText(policy) && this.policies.registeredName(policy.trim()) == null) {
			this.problems.add(unknownPolicy(key, policy.trim()));
		}
	}

	private Problem unknownPolicy(String key, String policy) {
		String what = "there is no load-balancing policy '%s'".formatted(policy);
		List<String> known = this.policies.known();
		List<String> meant = known.stream().filter((name) -> letters(name).equals(letters(policy))).toList();
		if (meant.isEmpty() && FROM_XDS.contains(letters(policy))) {
			return Problem.ofKey(key, what + ", because it needs io.grpc:grpc-xds, which is not on the class path",
					"Add the dependency io.grpc:grpc-xds, or set %s to round_robin.".formatted(key));
		}
		return Problem.ofKey(key, what, "Set %s to %s.".formatted(key, meant.isEmpty()
				? "one of %s, or to another policy that is registered with gRPC or a bean of the type LoadBalancerProvider"
					.formatted(String.join(", ", known))
				: meant.get(0)));
	}

	private static String letters(String policy) {
		return policy.toLowerCase(Locale.ROOT).replaceAll("[^a-z]|_experimental$", "");
	}

	private static @Nullable Duration orNull(@Nullable OrNone<Duration> duration) {
		return (duration != null) ? duration.orNull() : null;
	}

}
