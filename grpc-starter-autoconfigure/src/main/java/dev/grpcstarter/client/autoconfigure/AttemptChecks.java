package dev.grpcstarter.client.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.config.Setting;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Checks the keys of {@code retry}, {@code hedging}, {@code retry-throttle} and
 * {@code methods}: each where it is written, and what comes of them together for the
 * methods of a channel.
 */
final class AttemptChecks {

	private static final double MOST_TOKENS = 1_000;

	private final Problems problems;

	// what two keys of the defaults do to each other is found again for each channel
	private final Set<Problem> contradictions = new HashSet<>();

	AttemptChecks(Problems problems) {
		this.problems = problems;
	}

	void keys(String prefix, ChannelProperties properties) {
		retry(prefix + "retry.", properties.retry());
		hedging(prefix + "hedging.", properties.hedging());
		throttle(prefix + "retry-throttle.", properties.retryThrottleOrNothing());
		properties.methodsOrNothing().forEach((pattern, method) -> {
			String key = prefix + "methods[" + pattern + "].";
			retry(key + "retry.", method.retry());
			hedging(key + "hedging.", method.hedging());
		});
	}

	private void retry(String prefix, @Nullable RetryProperties retry) {
		if (retry == null) {
			return;
		}
		maxAttempts(prefix + "max-attempts", retry.maxAttempts());
		this.problems.duration(prefix + "initial-backoff", retry.initialBackoff(), Duration.ofMillis(1),
				"a server that is in trouble needs a pause", "");
		this.problems.duration(prefix + "max-backoff", retry.maxBackoff(), Duration.ofMillis(1),
				"a server that is in trouble needs a pause", "");
		Double multiplier = retry.multiplier();
		if (multiplier != null && !(multiplier > 0 && Double.isFinite(multiplier))) {
			this.problems.add(Problem.ofKey(prefix + "multiplier", multiplier + " does not make a pause longer",
					"Set %smultiplier to a number such as 2.".formatted(prefix)));
		}
		if (retry.codes() != null && retry.codes().isEmpty()) {
			this.problems.add(Problem.ofKey(prefix + "codes", "no status is named after which to try again",
					"Set %scodes to statuses such as UNAVAILABLE, or %smax-attempts to 1 for a single attempt."
						.formatted(prefix, prefix)));
		}
		notOk(prefix + "codes", retry.codes());
	}

	private void hedging(String prefix, @Nullable HedgingProperties hedging) {
		if (hedging == null) {
			return;
		}
		maxAttempts(prefix + "max-attempts", hedging.maxAttempts());
		this.problems.duration(prefix + "delay", hedging.delay(), Duration.ZERO,
				"nothing can be sent before the first attempt", "");
		notOk(prefix + "non-fatal-codes", hedging.nonFatalCodes());
	}

	private void maxAttempts(String key, @Nullable Integer maxAttempts) {
		if (maxAttempts != null && maxAttempts < 1) {
			this.problems
				.add(Problem.ofKey(key, "%s attempts are out of range: the first one counts".formatted(maxAttempts),
						"Set %s to 2 or more, or to 1 for a single attempt.".formatted(key)));
		}
	}

	private void notOk(String key, @Nullable Set<Status.Code> codes) {
		if (codes != null && codes.contains(Status.Code.OK)) {
			this.problems.add(Problem.ofKey(key, "OK is no failure",
					"Take OK out of %s, and name statuses such as UNAVAILABLE.".formatted(key)));
		}
	}

	private void throttle(String prefix, ChannelProperties.RetryThrottle throttle) {
		tokens(prefix + "max-tokens", throttle.maxTokens());
		tokens(prefix + "token-ratio", throttle.tokenRatio());
	}

	private void tokens(String key, @Nullable Double tokens) {
		if (tokens == null) {
			return;
		}
		if (!(tokens > 0 && tokens <= MOST_TOKENS)) {
			this.problems.add(Problem.ofKey(key, tokens + " is not more than 0 and at most 1000",
					"Set %s to a number of tokens from 0.001 to 1000.".formatted(key)));
		}
		else if (BigDecimal.valueOf(tokens).stripTrailingZeros().scale() > 3) {
			this.problems.add(Problem.ofKey(key, tokens + " has more than the three decimals that gRPC counts",
					"Round %s to three decimals.".formatted(key)));
		}
	}

	void together(AttemptKeys keys) {
		keys.patterns().forEach((pattern) -> {
			notBoth(keys.retry(pattern, "max-attempts", RetryProperties::maxAttempts),
					keys.hedging(pattern, "max-attempts", HedgingProperties::maxAttempts));
			notShrinking(keys.retry(pattern, "initial-backoff", RetryProperties::initialBackoff),
					keys.retry(pattern, "max-backoff", RetryProperties::maxBackoff));
		});
	}

	private void notBoth(@Nullable Setting<Integer> retry, @Nullable Setting<Integer> hedging) {
		if (retry != null && hedging != null && retry.value() > 1 && hedging.value() > 1) {
			contradiction(Problem.ofKey(hedging.key(),
					"%s is for the same methods, and a call is either retried or hedged".formatted(retry.key()),
					"Remove one of the two, or set it to 1 for those methods, which switches it off."));
		}
	}

	private void notShrinking(@Nullable Setting<Duration> initial, @Nullable Setting<Duration> max) {
		if (initial == null || max == null || initial.value().compareTo(max.value()) <= 0) {
			return;
		}
		// one of the two is set, and the other may be built in
		String initialKey = (initial.isBuiltIn()) ? beside(max, "initial-backoff") : initial.key();
		String maxKey = (max.isBuiltIn()) ? beside(initial, "max-backoff") : max.key();
		contradiction(Problem.ofKey((max.isBuiltIn()) ? initialKey : maxKey,
				"pauses begin with %s (%s) and grow to no more than %s (%s)".formatted(Problems.text(initial.value()),
						initialKey, Problems.text(max.value()), maxKey),
				"Set %s to %s or more, or %s to %s or less.".formatted(maxKey, Problems.text(initial.value()),
						initialKey, Problems.text(max.value()))));
	}

	private static String beside(Setting<?> setting, String name) {
		return setting.key().substring(0, setting.key().lastIndexOf('.') + 1) + name;
	}

	private void contradiction(Problem problem) {
		if (this.contradictions.add(problem)) {
			this.problems.add(problem);
		}
	}

}
