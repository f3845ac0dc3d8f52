package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.client.AttemptPolicy;
import dev.grpcstarter.client.AttemptPolicy.Hedging;
import dev.grpcstarter.client.AttemptPolicy.Once;
import dev.grpcstarter.client.AttemptPolicy.Retry;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code retry} and {@code hedging} that count for the methods of one
 * channel. Each key is looked for under the channel's own patterns, the most specific one
 * first, then among its other keys, then in the same way in the defaults, and is else the
 * built-in one.
 */
final class AttemptKeys {

	private final List<Source> sources;

	AttemptKeys(String channel, @Nullable ChannelProperties own, @Nullable ChannelProperties defaults,
			ChannelProperties builtIn) {
		List<Source> sources = new ArrayList<>();
		if (own != null) {
			sources.addAll(sources("grpc.client.channels." + channel + ".", own));
		}
		if (defaults != null) {
			sources.addAll(sources("grpc.client.defaults.", defaults));
		}
		sources.addAll(sources("", builtIn));
		this.sources = List.copyOf(sources);
	}

	private static List<Source> sources(String prefix, ChannelProperties properties) {
		Map<MethodPattern, Source> byPattern = new LinkedHashMap<>();
		properties.methodsOrNothing().forEach((text, method) -> MethodPattern.parse(text).ifPresent((pattern) -> {
			if (method.retry() != null || method.hedging() != null) {
				byPattern.put(pattern,
						new Source(prefix + "methods[" + text + "].", pattern, method.retry(), method.hedging()));
			}
		}));
		List<Source> sources = new ArrayList<>();
		byPattern.keySet()
			.stream()
			.sorted(MethodPattern.MOST_SPECIFIC_FIRST)
			.forEach((pattern) -> sources.add(byPattern.get(pattern)));
		sources.add(new Source(prefix, MethodPattern.ALL, properties.retry(), properties.hedging()));
		return sources;
	}

	/**
	 * The patterns whose methods have keys of their own, and the one for all.
	 * @return the patterns
	 */
	Set<MethodPattern> patterns() {
		Set<MethodPattern> patterns = new LinkedHashSet<>();
		this.sources.forEach((source) -> patterns.add(source.pattern()));
		return patterns;
	}

	Map<MethodPattern, AttemptPolicy> policies() {
		Map<MethodPattern, AttemptPolicy> policies = new HashMap<>();
		patterns().forEach((pattern) -> policies.put(pattern, policy(pattern)));
		return policies;
	}

	private AttemptPolicy policy(MethodPattern pattern) {
		Setting<Integer> retries = retry(pattern, RetryProperties::maxAttempts);
		if (retries != null && retries.value() > 1) {
			return new Retry(retries.value(), builtIn(retry(pattern, RetryProperties::initialBackoff)),
					builtIn(retry(pattern, RetryProperties::maxBackoff)),
					builtIn(retry(pattern, RetryProperties::multiplier)),
					builtIn(retry(pattern, RetryProperties::codes)),
					builtIn(retry(pattern, RetryProperties::idempotentOnly)));
		}
		Setting<Integer> hedges = hedging(pattern, HedgingProperties::maxAttempts);
		if (hedges != null && hedges.value() > 1) {
			return new Hedging(hedges.value(), orElse(hedging(pattern, HedgingProperties::delay), Duration.ZERO),
					orElse(hedging(pattern, HedgingProperties::nonFatalCodes), Set.of()));
		}
		return new Once();
	}

	<T> @Nullable Setting<T> retry(MethodPattern pattern, Function<RetryProperties, @Nullable T> key) {
		return find(pattern, (source) -> {
			T value = (source.retry() != null) ? key.apply(source.retry()) : null;
			return (value != null) ? new Setting<>(source.prefix() + "retry.", value) : null;
		});
	}

	<T> @Nullable Setting<T> hedging(MethodPattern pattern, Function<HedgingProperties, @Nullable T> key) {
		return find(pattern, (source) -> {
			T value = (source.hedging() != null) ? key.apply(source.hedging()) : null;
			return (value != null) ? new Setting<>(source.prefix() + "hedging.", value) : null;
		});
	}

	private <F> @Nullable F find(MethodPattern pattern, Function<Source, @Nullable F> key) {
		for (Source source : this.sources) {
			F found = (source.pattern().matches(pattern.toString())) ? key.apply(source) : null;
			if (found != null) {
				return found;
			}
		}
		return null;
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

	private record Source(String prefix, MethodPattern pattern, @Nullable RetryProperties retry,
			@Nullable HedgingProperties hedging) {

	}

}
