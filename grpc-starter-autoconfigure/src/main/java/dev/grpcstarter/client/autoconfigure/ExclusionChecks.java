package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.config.Setting;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Checks the keys of {@code health-check} and {@code outlier-detection}: each where it is
 * written, and whether the load-balancing policy of a channel does what they ask for.
 */
final class ExclusionChecks {

	private static final String HEALTH_CHECKING = "io.grpc.protobuf.services.HealthCheckingLoadBalancerUtil";

	private static final String ROUND_ROBIN = "round_robin";

	private final Problems problems;

	private final Set<Problem> contradictions = new HashSet<>();

	ExclusionChecks(Problems problems) {
		this.problems = problems;
	}

	void keys(String prefix, ChannelProperties properties) {
		ChannelProperties.OutlierDetection outliers = properties.outlierDetectionOrNothing();
		String key = prefix + "outlier-detection.";
		this.problems.duration(key + "interval", outliers.interval(), Duration.ofMillis(100),
				"addresses would be judged by next to no calls", "");
		this.problems.duration(key + "ejection-time", outliers.ejectionTime(), Duration.ofMillis(100),
				"the address would be back before it is missed", "");
		percent(key + "max-ejected", outliers.maxEjected(), 1, 100);
		percent(key + "failures", outliers.failures(), 0, 99);
		this.problems.count(key + "minimum-calls", outliers.minimumCalls(), "calls", "");
		this.problems.count(key + "minimum-hosts", outliers.minimumHosts(), "addresses", "");
	}

	private void percent(String key, @Nullable Integer percent, int least, int most) {
		if (percent != null && (percent < least || percent > most)) {
			this.problems.add(Problem.ofKey(key, "%s percent are out of range".formatted(percent),
					"Set %s to a number from %s to %s.".formatted(key, least, most)));
		}
	}

	void together(String channel, ChannelProperties own, @Nullable ChannelProperties defaults) {
		ChannelSources sources = new ChannelSources(channel, own, defaults);
		Setting<String> policy = sources.find("load-balancing",
				(keys) -> StringUtils.hasText(keys.loadBalancing()) ? keys.loadBalancing().trim() : null);
		Setting<Boolean> health = sources.find("health-check.enabled", (keys) -> keys.healthCheckOrNothing().enabled());
		if (health != null && health.value()) {
			healthCheck(health.key(), policy);
		}
		Setting<Boolean> outliers = sources.find("outlier-detection.enabled",
				(keys) -> keys.outlierDetectionOrNothing().enabled());
		if (outliers != null && outliers.value() && policy != null && policy.value().equals("pick_first")) {
			wrongPolicy(outliers.key(), policy, "which calls one address and has nothing to compare it with");
		}
	}

	private void healthCheck(String key, @Nullable Setting<String> policy) {
		if (policy != null && !policy.value().equals(ROUND_ROBIN)) {
			wrongPolicy(key, policy, "and only round_robin asks addresses for their health");
		}
		else if (!ClassUtils.isPresent(HEALTH_CHECKING, Thread.currentThread().getContextClassLoader())) {
			contradiction(key, "gRPC asks addresses for their health only where io.grpc:grpc-services is there",
					"Add io.grpc:grpc-services to the dependencies, or set %s to false.".formatted(key));
		}
	}

	private void wrongPolicy(String key, Setting<String> policy, String why) {
		contradiction(key, "%s is %s, %s".formatted(policy.key(), policy.value(), why),
				"Set %s to round_robin, or %s to false.".formatted(policy.key(), key));
	}

	private void contradiction(String key, String what, String action) {
		Problem problem = Problem.ofKey(key, what, action);
		if (this.contradictions.add(problem)) {
			this.problems.add(problem);
		}
	}

}
