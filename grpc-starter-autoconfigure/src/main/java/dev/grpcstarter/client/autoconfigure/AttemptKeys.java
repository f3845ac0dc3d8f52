package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.client.AttemptPolicy;
import dev.grpcstarter.client.AttemptPolicy.Hedging;
import dev.grpcstarter.client.AttemptPolicy.Once;
import dev.grpcstarter.client.AttemptPolicy.Retry;
import dev.grpcstarter.config.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code retry} and {@code hedging} that count for the methods of one
 * channel.
 *
 * @param keys the keys by pattern, the built-in ones last
 */
record AttemptKeys(MethodKeys<MethodProperties> keys) {

	/**
	 * The patterns whose methods have keys of their own, and the one for all.
	 * @return the patterns
	 */
	Set<MethodPattern> patterns() {
		return this.keys.patterns();
	}

	Map<MethodPattern, AttemptPolicy> policies() {
		Map<MethodPattern, AttemptPolicy> policies = new HashMap<>();
		patterns().forEach((pattern) -> policies.put(pattern, policy(pattern)));
		return policies;
	}

	private AttemptPolicy policy(MethodPattern pattern) {
		Setting<Integer> retries = retry(pattern, "max-attempts", RetryProperties::maxAttempts);
		if (retries != null && retries.value() > 1) {
			return new Retry(retries.value(),
					builtIn(retry(pattern, "initial-backoff", RetryProperties::initialBackoff)),
					builtIn(retry(pattern, "max-backoff", RetryProperties::maxBackoff)),
					builtIn(retry(pattern, "multiplier", RetryProperties::multiplier)),
					builtIn(retry(pattern, "codes", RetryProperties::codes)),
					builtIn(retry(pattern, "idempotent-only", RetryProperties::idempotentOnly)));
		}
		Setting<Integer> hedges = hedging(pattern, "max-attempts", HedgingProperties::maxAttempts);
		if (hedges != null && hedges.value() > 1) {
			return new Hedging(hedges.value(),
					orElse(hedging(pattern, "delay", HedgingProperties::delay), Duration.ZERO),
					orElse(hedging(pattern, "non-fatal-codes", HedgingProperties::nonFatalCodes), Set.of()));
		}
		return new Once();
	}

	<T> @Nullable Setting<T> retry(MethodPattern pattern, String name, Function<RetryProperties, @Nullable T> key) {
		return this.keys.find(pattern, "retry." + name,
				(method) -> (method.retry() != null) ? key.apply(method.retry()) : null);
	}

	<T> @Nullable Setting<T> hedging(MethodPattern pattern, String name, Function<HedgingProperties, @Nullable T> key) {
		return this.keys.find(pattern, "hedging." + name,
				(method) -> (method.hedging() != null) ? key.apply(method.hedging()) : null);
	}

	private static <T> T builtIn(@Nullable Setting<T> found) {
		if (found == null) {
			throw new IllegalStateException("a key that is neither set nor built in");
		}
		return found.value();
	}

	private static <T> T orElse(@Nullable Setting<T> found, T otherwise) {
		return (found != null) ? found.value() : otherwise;
	}

}
