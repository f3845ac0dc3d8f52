package dev.grpcstarter.client;

import java.util.Map;
import java.util.function.ToIntFunction;

import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.client.AttemptPolicy.Hedging;
import dev.grpcstarter.client.AttemptPolicy.Once;
import dev.grpcstarter.client.AttemptPolicy.Retry;

/**
 * How often the calls of a channel are sent. Immutable.
 *
 * @param byPattern the policies of methods; the most specific pattern wins as a whole,
 * and a method that none matches is called once
 * @param throttle what ends the attempts while too many of them fail
 */
public record Attempts(Map<MethodPattern, AttemptPolicy> byPattern, Throttle throttle) {

	public Attempts {
		byPattern = Map.copyOf(byPattern);
	}

	/**
	 * The policy of a method.
	 * @param fullMethodName the method as gRPC names it, {@code pkg.Service/Method}
	 * @return its policy
	 */
	public AttemptPolicy of(String fullMethodName) {
		return MethodPattern.matching(fullMethodName, this.byPattern.keySet())
			.stream()
			.findFirst()
			.map(this.byPattern::get)
			.orElseGet(Once::new);
	}

	/**
	 * Whether some calls may be sent more than once.
	 * @return {@code true} if some may
	 */
	public boolean areRepeated() {
		return this.byPattern.values().stream().anyMatch((policy) -> !(policy instanceof Once));
	}

	int mostRetried() {
		return most(Retry.class, Retry::maxAttempts);
	}

	int mostHedged() {
		return most(Hedging.class, Hedging::maxAttempts);
	}

	private <P extends AttemptPolicy> int most(Class<P> kind, ToIntFunction<P> maxAttempts) {
		return this.byPattern.values()
			.stream()
			.filter(kind::isInstance)
			.map(kind::cast)
			.mapToInt(maxAttempts)
			.max()
			.orElse(0);
	}

	/**
	 * A channel begins with all tokens, and while no more than half are left its calls
	 * are sent once.
	 *
	 * @param maxTokens how many tokens there are; each failed attempt takes one
	 * @param tokenRatio how much of a token each successful call gives back
	 */
	public record Throttle(double maxTokens, double tokenRatio) {

	}

}
