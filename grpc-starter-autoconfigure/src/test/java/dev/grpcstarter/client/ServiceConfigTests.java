package dev.grpcstarter.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.client.AttemptPolicy.Hedging;
import dev.grpcstarter.client.AttemptPolicy.Once;
import dev.grpcstarter.client.AttemptPolicy.Retry;
import dev.grpcstarter.client.ChannelDefinition.ConnectMode;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.testing.FixedAddresses;
import io.grpc.LoadBalancerRegistry;
import io.grpc.NameResolver;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What gRPC's own parser makes of our service config.
 */
class ServiceConfigTests {

	private static final Attempts.Throttle THROTTLE = new Attempts.Throttle(100, 0.1);

	@ParameterizedTest
	@CsvSource({ "PT0.001S, 1000000", "PT0.01S, 10000000", "PT0.1S, 100000000", "PT1.05S, 1050000000",
			"PT0.000000001S, 1", "PT1M, 60000000000", "PT2400H, 8640000000000000" })
	void aDurationArrivesAsItIs(Duration backoff, long nanos) {
		Retry retry = new Retry(2, backoff, backoff, 1.5, Set.of(Status.Code.UNAVAILABLE), false);
		assertThat(parsed(Map.of(MethodPattern.ALL, retry))).contains("initialBackoffNanos=" + nanos + ",",
				"maxBackoffNanos=" + nanos + ",", "backoffMultiplier=1.5");
		assertThat(parsed(Map.of(MethodPattern.ALL, new Hedging(2, backoff, Set.of()))))
			.contains("hedgingDelayNanos=" + nanos + ",");
	}

	@Test
	void everyPatternArrivesWithItsPolicy() {
		Set<Status.Code> codes = Set.of(Status.Code.UNAVAILABLE, Status.Code.ABORTED);
		String parsed = parsed(
				Map.of(MethodPattern.ALL, new Retry(9, Duration.ofMillis(1), Duration.ofMillis(2), 1, codes, false),
						new MethodPattern("a.A", "*"), new Hedging(8, Duration.ZERO, codes),
						new MethodPattern("a.A", "Get"), new Once()));
		assertThat(parsed).containsPattern("defaultMethodConfig=MethodInfo.*?maxAttempts=9.*?hedgingPolicy=null")
			.containsPattern("serviceMethodMap=\\{a.A/Get=MethodInfo\\{.*?retryPolicy=null, hedgingPolicy=null\\}\\}")
			.containsPattern("serviceMap=\\{a.A=MethodInfo\\{.*?maxAttempts=8")
			.doesNotContain("retryThrottling=null");
	}

	@Test
	void withoutAttemptsThereIsNothingToParse() {
		assertThat(new ServiceConfig(definition(Map.of(MethodPattern.ALL, new Once()), new Exclusions(null, null)))
			.forAllMethods()).isEmpty();
	}

	@Test
	void outliersAreLeftOutOfThePolicyOfTheChannel() {
		Exclusions exclusions = new Exclusions("shop.Inventory",
				new Exclusions.Outliers(Duration.ofMillis(10), Duration.ofMillis(1050), 11, 12, 13, 14));
		Map<String, ?> config = new ServiceConfig(definition(Map.of(), exclusions)).forAllMethods();
		assertThat(config.get("healthCheckConfig")).isEqualTo(Map.of("serviceName", "shop.Inventory"));
		List<?> balancing = (List<?>) config.get("loadBalancingConfig");
		Map<?, ?> policy = (Map<?, ?>) balancing.get(0);
		@SuppressWarnings("unchecked")
		Map<String, ?> keys = (Map<String, ?>) policy.get("outlier_detection_experimental");
		ConfigOrError parsed = LoadBalancerRegistry.getDefaultRegistry()
			.getProvider("outlier_detection_experimental")
			.parseLoadBalancingPolicyConfig(keys);
		assertThat(parsed.getConfig()).hasFieldOrPropertyWithValue("intervalNanos", 10_000_000L)
			.hasFieldOrPropertyWithValue("baseEjectionTimeNanos", 1_050_000_000L)
			.hasFieldOrPropertyWithValue("maxEjectionPercent", 11)
			.hasFieldOrPropertyWithValue("failurePercentageEjection.threshold", 12)
			.hasFieldOrPropertyWithValue("failurePercentageEjection.requestVolume", 13)
			.hasFieldOrPropertyWithValue("failurePercentageEjection.minimumHosts", 14);
		assertThat(keys.get("childPolicy")).isEqualTo(List.of(Map.of("round_robin", Map.of())));
	}

	private static String parsed(Map<MethodPattern, AttemptPolicy> policies) {
		ServiceConfig config = new ServiceConfig(definition(policies, new Exclusions(null, null)));
		AtomicReference<NameResolver.ServiceConfigParser> parser = new AtomicReference<>();
		try (FixedAddresses probe = new FixedAddresses("probe", List.of(), parser::set)) {
			NettyChannelBuilder builder = NettyChannelBuilder.forTarget(probe.target());
			config.applyTo(builder);
			builder.build().shutdownNow();
		}
		ConfigOrError parsed = parser.get().parseServiceConfig(config.forAllMethods());
		assertThat(parsed.getError()).isNull();
		return String.valueOf(parsed.getConfig());
	}

	private static ChannelDefinition definition(Map<MethodPattern, AttemptPolicy> policies, Exclusions exclusions) {
		return new ChannelDefinition("echo", new NameResolvers(List::of).parse("echo:1"), null,
				new ChannelDefinition.Ssl(false, null),
				new ChannelDefinition.Connecting(ConnectMode.LAZY, Duration.ZERO, Duration.ZERO, OrNone.none()),
				new ChannelDefinition.Keepalive(OrNone.none(), Duration.ZERO, false),
				new ChannelDefinition.Balancing("round_robin", OrNone.none(), 1), exclusions,
				new Attempts(policies, THROTTLE), new ChannelDefinition.Limits(1, 1, 1),
				new ChannelDefinition.Calls(new MethodKeys<>(List.of()), Duration.ZERO, false, "identity", null,
						new StaticMetadata(List.of()), List.of(), null),
				List.of());
	}

}
