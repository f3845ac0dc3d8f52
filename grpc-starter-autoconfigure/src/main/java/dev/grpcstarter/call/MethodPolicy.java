package dev.grpcstarter.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Setting;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of one method go through. Decided when the method is bound. Immutable.
 *
 * @param chain the names of stages and interceptors, outermost first
 * @param deadlines how long calls may take
 * @param origins which property says so, by the last part of its name, such as
 * {@code deadline}; what is built in has none
 */
public record MethodPolicy(InterceptorChain chain, Deadlines deadlines, Map<String, String> origins) {

	/**
	 * A policy.
	 * @param chain the names of stages and interceptors, outermost first
	 * @param deadlines how long calls may take
	 * @param origins which property says so
	 */
	public MethodPolicy {
		origins = Map.copyOf(origins);
	}

	/**
	 * Merges what the properties say of methods, key by key. Lists of interceptors build
	 * on each other, from the least specific place to the most specific one.
	 * @param methods the methods
	 * @param keys what the properties say
	 * @param reserve what is kept back of an inbound deadline
	 * @param defaults the chain that the first list builds on
	 * @return the policy
	 */
	public static MethodPolicy of(MethodPattern methods, MethodKeys<PolicyKeys> keys, Duration reserve,
			InterceptorChain defaults) {
		Map<String, String> origins = new TreeMap<>();
		Deadlines deadlines = new Deadlines(value(keys.find(methods, "deadline", PolicyKeys::deadline), origins),
				value(keys.find(methods, "max-deadline", PolicyKeys::maxDeadline), origins), reserve);
		InterceptorChain chain = defaults;
		List<Setting<InterceptorList>> lists = keys.findAll(methods, "interceptors", PolicyKeys::interceptors);
		for (int level = lists.size() - 1; level >= 0; level--) {
			chain = chain.with(lists.get(level).value());
			lists.get(level).noteIn(origins);
		}
		return new MethodPolicy(chain, (chain.contains(Stage.DEADLINE)) ? deadlines : Deadlines.NONE, origins);
	}

	private static OrNone<Duration> value(@Nullable Setting<OrNone<Duration>> setting, Map<String, String> origins) {
		if (setting == null) {
			return OrNone.none();
		}
		setting.noteIn(origins);
		return setting.value();
	}

}
