package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import dev.grpcstarter.call.InterceptorList;
import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.MethodKeys.Place;
import dev.grpcstarter.call.PolicyKeys;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one channel that may stand under {@code methods}. Each is looked for under
 * the channel's own patterns, the most specific one first, then among its other keys,
 * then in the same way in the defaults, and is else the built-in one.
 */
final class ChannelMethodKeys {

	static final String DEFAULTS = "grpc.client.defaults.";

	private final List<Place<MethodProperties>> places = new ArrayList<>();

	ChannelMethodKeys(String channel, @Nullable ChannelProperties own, @Nullable ChannelProperties defaults,
			ChannelProperties builtIn) {
		add(prefix(channel), own);
		add(DEFAULTS, defaults);
		add("", builtIn);
	}

	/**
	 * The beginning of the keys of a channel.
	 * @param channel the name of the channel
	 * @return the prefix, with a dot at its end
	 */
	static String prefix(String channel) {
		return "grpc.client.channels." + channel + ".";
	}

	private void add(String prefix, @Nullable ChannelProperties properties) {
		if (properties != null) {
			this.places.addAll(MethodKeys.level(prefix, properties.methodsOrNothing(), properties.ofAllMethods()));
		}
	}

	/**
	 * What the keys say of attempts.
	 * @return the keys of places that say anything of it
	 */
	AttemptKeys attempts() {
		return new AttemptKeys(where((keys) -> keys.retry() != null || keys.hedging() != null));
	}

	/**
	 * What the keys say of the time that calls have, and of what they go through.
	 * @return the keys of places that say anything of it
	 */
	MethodKeys<PolicyKeys> policies() {
		return new MethodKeys<>(where((keys) -> keys.deadline() != null || keys.interceptors() != null).places()
			.stream()
			.map((place) -> new Place<>(place.prefix(), place.pattern(), policy(place.keys())))
			.toList());
	}

	private static PolicyKeys policy(MethodProperties keys) {
		return new PolicyKeys(keys.deadline(), null,
				(keys.interceptors() != null) ? new InterceptorList(keys.interceptors()) : null);
	}

	private MethodKeys<MethodProperties> where(Predicate<MethodProperties> says) {
		return new MethodKeys<>(this.places.stream().filter((place) -> says.test(place.keys())).toList());
	}

}
