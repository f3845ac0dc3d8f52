package dev.grpcstarter.client;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.client.AttemptPolicy.Hedging;
import dev.grpcstarter.client.AttemptPolicy.Once;
import dev.grpcstarter.client.AttemptPolicy.Retry;
import dev.grpcstarter.client.Exclusions.Outliers;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;

/**
 * What gRPC calls a service config: the JSON object with which a channel is told about
 * attempts, health and outliers. Numbers are doubles and durations are texts in it.
 */
final class ServiceConfig {

	/**
	 * Others may refuse to work without a config, be it an empty one.
	 */
	private static final Set<String> WITHOUT_CONFIG = Set.of("round_robin", "pick_first");

	private final ChannelDefinition definition;

	ServiceConfig(ChannelDefinition definition) {
		this.definition = definition;
	}

	void applyTo(ManagedChannelBuilder<?> builder) {
		Attempts attempts = this.definition.attempts();
		if (attempts.areRepeated()) {
			// gRPC leaves it off in-process, and sends nothing more often than five times
			builder.enableRetry();
			builder.maxRetryAttempts(Math.max(2, attempts.mostRetried()));
			builder.maxHedgedAttempts(Math.max(2, attempts.mostHedged()));
		}
		Map<String, ?> config = forAllMethods();
		if (!config.isEmpty()) {
			builder.defaultServiceConfig(config);
		}
	}

	/**
	 * Whether some calls are retried only if their methods are marked as idempotent.
	 * @return {@code true} if marked methods need a config of their own
	 */
	boolean dependsOnMarks() {
		return this.definition.attempts().byPattern().values().stream().anyMatch(ServiceConfig::isForMarked);
	}

	Map<String, ?> forMarkedMethods() {
		return config(true);
	}

	Map<String, ?> forAllMethods() {
		return config(false);
	}

	private Map<String, ?> config(boolean marked) {
		Map<String, Object> config = new HashMap<>();
		Attempts attempts = this.definition.attempts();
		if (attempts.areRepeated()) {
			config.put("methodConfig",
					attempts.byPattern()
						.entrySet()
						.stream()
						.map((entry) -> method(entry.getKey(),
								(!marked && isForMarked(entry.getValue())) ? new Once() : entry.getValue()))
						.toList());
			config.put("retryThrottling", Map.of("maxTokens", attempts.throttle().maxTokens(), "tokenRatio",
					attempts.throttle().tokenRatio()));
		}
		Exclusions exclusions = this.definition.exclusions();
		if (exclusions.healthService() != null) {
			config.put("healthCheckConfig", Map.of("serviceName", exclusions.healthService()));
		}
		if (exclusions.outliers() != null) {
			config.put("loadBalancingConfig",
					List.of(Map.of("outlier_detection_experimental", outlierDetection(exclusions.outliers()))));
		}
		else if (!WITHOUT_CONFIG.contains(this.definition.balancing().policy())) {
			config.put("loadBalancingConfig", List.of(Map.of(this.definition.balancing().policy(), Map.of())));
		}
		return config;
	}

	private static boolean isForMarked(AttemptPolicy policy) {
		return policy instanceof Retry retry && retry.idempotentOnly();
	}

	/**
	 * A method is told about even if it is called once: otherwise a less specific pattern
	 * would be for it.
	 * @param pattern what methods it is
	 * @param policy how often they are called
	 * @return an element of the list of methods
	 */
	private static Map<String, ?> method(MethodPattern pattern, AttemptPolicy policy) {
		List<?> name = List.of(name(pattern));
		if (policy instanceof Retry retry) {
			return Map.of("name", name, "retryPolicy", retry(retry));
		}
		if (policy instanceof Hedging hedging) {
			return Map.of("name", name, "hedgingPolicy", hedging(hedging));
		}
		return Map.of("name", name);
	}

	private static Map<String, ?> name(MethodPattern pattern) {
		if (pattern.equals(MethodPattern.ALL)) {
			return Map.of();
		}
		return (pattern.isForMethod()) ? Map.of("service", pattern.service(), "method", pattern.method())
				: Map.of("service", pattern.service());
	}

	private static Map<String, ?> retry(Retry retry) {
		return Map.of("maxAttempts", (double) retry.maxAttempts(), "initialBackoff", text(retry.initialBackoff()),
				"maxBackoff", text(retry.maxBackoff()), "backoffMultiplier", retry.multiplier(), "retryableStatusCodes",
				names(retry.codes()));
	}

	private static Map<String, ?> hedging(Hedging hedging) {
		return Map.of("maxAttempts", (double) hedging.maxAttempts(), "hedgingDelay", text(hedging.delay()),
				"nonFatalStatusCodes", names(hedging.nonFatalCodes()));
	}

	private Map<String, ?> outlierDetection(Outliers outliers) {
		Map<String, ?> failures = Map.of("threshold", (double) outliers.failures(), "minimumHosts",
				(double) outliers.minimumHosts(), "requestVolume", (double) outliers.minimumCalls());
		// gRFC A50 says percent, and gRPC for Java reads percentage
		return Map.of("interval", text(outliers.interval()), "baseEjectionTime", text(outliers.ejectionTime()),
				"maxEjectionPercent", (double) outliers.maxEjected(), "maxEjectionPercentage",
				(double) outliers.maxEjected(), "failurePercentageEjection", failures, "childPolicy",
				List.of(Map.of(this.definition.balancing().policy(), Map.of())));
	}

	private static List<String> names(Collection<Status.Code> codes) {
		return codes.stream().map(Status.Code::name).sorted().toList();
	}

	/**
	 * As protobuf writes durations in JSON, with all nine digits.
	 * @param duration the duration
	 * @return its text, such as {@code 0.010000000s}
	 */
	private static String text(Duration duration) {
		return BigDecimal.valueOf(duration.toNanos(), 9).toPlainString() + "s";
	}

}
