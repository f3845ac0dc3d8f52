package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.grpcstarter.client.Attempts;
import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ChannelDefinition.ConnectMode;
import dev.grpcstarter.client.Exclusions;
import dev.grpcstarter.client.LoadBalancingPolicies;
import dev.grpcstarter.client.StaticMetadata;
import dev.grpcstarter.client.naming.ChannelTarget;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.config.UnbracketedPatterns;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * The client's properties, checked and translated into channels: each key of a channel is
 * the channel's own, or else that of the defaults, or else the built-in one.
 */
final class ChannelDefinitions {

	private static final ChannelProperties BUILT_IN = new ChannelProperties(null, null, ChannelProperties.Ssl.NOTHING,
			ConnectMode.LAZY, Duration.ofSeconds(20),
			new ChannelProperties.Keepalive(OrNone.of(Duration.ofMinutes(6)), Duration.ofSeconds(20), false),
			Duration.ofSeconds(20), OrNone.of(Duration.ofMinutes(30)), OrNone.of(Duration.ofSeconds(15)), Duration.ZERO,
			false, "round_robin",
			new ChannelProperties.OutlierDetection(false, Duration.ofSeconds(10), Duration.ofSeconds(30), 10, 85, 50,
					5),
			OrNone.of(Duration.ofSeconds(30)), new ChannelProperties.HealthCheck(false, ""),
			new ChannelProperties.Pool(1),
			new ChannelProperties.Limits(DataSize.ofMegabytes(4), DataSize.ofKilobytes(8), DataSize.ofMegabytes(1)),
			new RetryProperties(null, Duration.ofMillis(100), Duration.ofSeconds(2), 2.0,
					EnumSet.of(Status.Code.UNAVAILABLE), false),
			HedgingProperties.NOTHING, new ChannelProperties.RetryThrottle(100.0, 0.1), "identity", null, null, null,
			null, null, null, null);

	private final List<ChannelProperties> sources;

	private final LoadBalancingPolicies policies;

	private ChannelDefinitions(@Nullable ChannelProperties own, @Nullable ChannelProperties defaults,
			LoadBalancingPolicies policies) {
		this.sources = Stream.of(own, defaults, BUILT_IN).<ChannelProperties>mapMulti((source, found) -> {
			if (source != null) {
				found.accept(source);
			}
		}).toList();
		this.policies = policies;
	}

	/**
	 * Checks all channels and reports what is wrong with them together.
	 * @param properties the client's properties
	 * @param nameResolvers what reads targets
	 * @param policies the load-balancing policies that there are
	 * @param unbracketed finds method patterns that are not read as such
	 * @return the channels, in the order of their names
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if a value cannot be used
	 */
	static List<ChannelDefinition> of(GrpcClientProperties properties, NameResolvers nameResolvers,
			LoadBalancingPolicies policies, UnbracketedPatterns unbracketed) {
		Problems problems = new Problems();
		ChannelChecks checks = new ChannelChecks(problems, nameResolvers, policies, unbracketed);
		ChannelProperties defaults = properties.defaults();
		if (defaults != null) {
			checks.defaults(defaults, BUILT_IN);
		}
		Map<String, ChannelProperties> channels = properties.channels();
		ChannelNames.check(channels.keySet(), problems);
		channels.forEach(checks::channel);
		ListedServices.check(channels, problems);
		channels.forEach((name, channel) -> checks.together(name, channel, defaults, BUILT_IN));
		problems.throwIfAny();
		return channels.entrySet().stream().map((channel) -> {
			ChannelDefinitions keys = new ChannelDefinitions(channel.getValue(), defaults, policies);
			return keys.merge(channel.getKey(), keys.target(nameResolvers),
					new ChannelMethodKeys(channel.getKey(), channel.getValue(), defaults, BUILT_IN));
		}).toList();
	}

	/**
	 * A channel that has no name, and all its settings from the defaults.
	 * @param properties the client's properties, checked
	 * @param policies the load-balancing policies that there are
	 * @param target where to connect
	 * @return the channel
	 */
	static ChannelDefinition unnamed(GrpcClientProperties properties, LoadBalancingPolicies policies,
			ChannelTarget target) {
		ChannelProperties defaults = properties.defaults();
		return new ChannelDefinitions(null, defaults, policies).merge("", target,
				new ChannelMethodKeys("", null, defaults, BUILT_IN));
	}

	/**
	 * What calls over a channel that has no name get.
	 * @param properties the client's properties, checked
	 * @param policies the load-balancing policies that there are
	 * @return the settings
	 */
	static ChannelDefinition.Calls unnamed(GrpcClientProperties properties, LoadBalancingPolicies policies) {
		ChannelProperties defaults = properties.defaults();
		return new ChannelDefinitions(null, defaults, policies)
			.calls(new ChannelMethodKeys("", null, defaults, BUILT_IN));
	}

	private ChannelDefinition merge(String name, ChannelTarget target, ChannelMethodKeys methods) {
		return new ChannelDefinition(name, target, find((keys) -> text(keys.authority())), ssl(), connecting(),
				keepalive(), balancing(), exclusions(), new Attempts(methods.attempts().policies(), throttle()),
				limits(), calls(methods), services());
	}

	private ChannelTarget target(NameResolvers nameResolvers) {
		return nameResolvers.parse(get((keys) -> text(keys.target())));
	}

	private List<String> services() {
		return getOr(ChannelProperties::services, List.<String>of()).stream().map(String::trim).distinct().toList();
	}

	// the first source that says anything of TLS decides, so that no bundle is overlooked
	private ChannelDefinition.Ssl ssl() {
		return new ChannelDefinition.Ssl(getOr((keys) -> keys.sslOrNothing().wanted(), false),
				ChannelProperties.orNull(find((keys) -> keys.sslOrNothing().bundle())));
	}

	private ChannelDefinition.Connecting connecting() {
		return new ChannelDefinition.Connecting(get(ChannelProperties::connect), get(ChannelProperties::connectTimeout),
				get(ChannelProperties::reconnectMax), get(ChannelProperties::idleTimeout));
	}

	private ChannelDefinition.Keepalive keepalive() {
		return new ChannelDefinition.Keepalive(get((keys) -> keys.keepaliveOrNothing().time()),
				get((keys) -> keys.keepaliveOrNothing().timeout()),
				get((keys) -> keys.keepaliveOrNothing().withoutCalls()));
	}

	private ChannelDefinition.Balancing balancing() {
		return new ChannelDefinition.Balancing(get((keys) -> policy(keys.loadBalancing())),
				get(ChannelProperties::dnsRefresh), get(ChannelProperties::poolSize));
	}

	private @Nullable String policy(@Nullable String name) {
		String policy = text(name);
		return (policy != null) ? this.policies.registeredName(policy) : null;
	}

	private Exclusions exclusions() {
		String service = getOr((keys) -> text(keys.healthCheckOrNothing().serviceName()), "");
		boolean healthy = get((keys) -> keys.healthCheckOrNothing().enabled());
		return new Exclusions((healthy) ? service : null,
				(get((keys) -> keys.outlierDetectionOrNothing().enabled())) ? outliers() : null);
	}

	private Exclusions.Outliers outliers() {
		return new Exclusions.Outliers(get((keys) -> keys.outlierDetectionOrNothing().interval()),
				get((keys) -> keys.outlierDetectionOrNothing().ejectionTime()),
				get((keys) -> keys.outlierDetectionOrNothing().maxEjected()),
				get((keys) -> keys.outlierDetectionOrNothing().failures()),
				get((keys) -> keys.outlierDetectionOrNothing().minimumCalls()),
				get((keys) -> keys.outlierDetectionOrNothing().minimumHosts()));
	}

	private Attempts.Throttle throttle() {
		return new Attempts.Throttle(get((keys) -> keys.retryThrottleOrNothing().maxTokens()),
				get((keys) -> keys.retryThrottleOrNothing().tokenRatio()));
	}

	private ChannelDefinition.Limits limits() {
		return new ChannelDefinition.Limits(bytes((keys) -> keys.limitsOrNothing().inboundMessageSize()),
				bytes((keys) -> keys.limitsOrNothing().inboundMetadataSize()),
				bytes((keys) -> keys.limitsOrNothing().flowControlWindow()));
	}

	private ChannelDefinition.Calls calls(ChannelMethodKeys methods) {
		return new ChannelDefinition.Calls(methods.policies(), get(ChannelProperties::deadlineReserve),
				get(ChannelProperties::waitForReady), get((keys) -> text(keys.compression())),
				ChannelProperties.orNull(find(ChannelProperties::userAgent)), metadata(), relay(),
				ChannelProperties.orNull(find(ChannelProperties::credentials)));
	}

	private List<String> relay() {
		return getOr((keys) -> (keys.relay() != null) ? keys.relayOrNothing() : null, List.<String>of()).stream()
			.map((name) -> name.toLowerCase(Locale.ROOT))
			.toList();
	}

	private StaticMetadata metadata() {
		Map<String, String> merged = new LinkedHashMap<>();
		this.sources.forEach((source) -> source.metadataOrNothing().forEach(merged::putIfAbsent));
		return MetadataEntries.read(merged);
	}

	private int bytes(Function<ChannelProperties, @Nullable DataSize> key) {
		return Math.toIntExact(get(key).toBytes());
	}

	// a blank value is one that is not set
	private static @Nullable String text(@Nullable String value) {
		return StringUtils.hasText(value) ? value.trim() : null;
	}

	private <T> T get(Function<ChannelProperties, @Nullable T> key) {
		T value = find(key);
		if (value == null) {
			throw new IllegalStateException("a key that is neither set nor built in");
		}
		return value;
	}

	private <T> T getOr(Function<ChannelProperties, @Nullable T> key, T otherwise) {
		T value = find(key);
		return (value != null) ? value : otherwise;
	}

	private <T> @Nullable T find(Function<ChannelProperties, @Nullable T> key) {
		for (ChannelProperties source : this.sources) {
			T value = key.apply(source);
			if (value != null) {
				return value;
			}
		}
		return null;
	}

}
