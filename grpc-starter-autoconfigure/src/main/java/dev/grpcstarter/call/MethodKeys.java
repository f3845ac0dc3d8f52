package dev.grpcstarter.call;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import dev.grpcstarter.config.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Keys that may be written for method patterns, and the places where they are written,
 * the one that wins first. Each key is looked for by itself: what a place leaves out, the
 * next one may say. Immutable.
 *
 * @param <K> holds the keys of one place, {@code null} for those that it leaves out
 * @param places the places, the one that wins first
 */
public record MethodKeys<K>(List<Place<K>> places) {

	/**
	 * The places of keys.
	 * @param places the places, the one that wins first
	 */
	public MethodKeys {
		places = List.copyOf(places);
	}

	/**
	 * The places of one level: its patterns, the most specific ones first, and then what
	 * the level says of all methods.
	 * @param <K> holds the keys of one place
	 * @param prefix the beginning of the level's keys, such as {@code grpc.server.}
	 * @param methods the keys under {@code methods}, by pattern; what is no pattern is
	 * left out
	 * @param all the keys of the level itself
	 * @return the places, the one that wins first
	 */
	public static <K> List<Place<K>> level(String prefix, Map<String, ? extends K> methods, K all) {
		List<Place<K>> places = new ArrayList<>();
		methods.forEach((text, keys) -> MethodPattern.parse(text)
			.ifPresent((pattern) -> places.add(new Place<>(prefix + "methods[" + text + "].", pattern, keys))));
		places.sort(Comparator.comparing(Place::pattern, MethodPattern.MOST_SPECIFIC_FIRST));
		places.add(new Place<>(prefix, MethodPattern.ALL, all));
		return places;
	}

	/**
	 * The patterns that are written, and the one for all methods.
	 * @return the patterns
	 */
	public Set<MethodPattern> patterns() {
		Set<MethodPattern> patterns = new LinkedHashSet<>();
		this.places.forEach((place) -> patterns.add(place.pattern()));
		patterns.add(MethodPattern.ALL);
		return patterns;
	}

	/**
	 * What is said of methods that a pattern names.
	 * @param <T> the type of the value
	 * @param methods the methods
	 * @param name the name of the key, such as {@code deadline}
	 * @param key the key
	 * @return the value that wins, or {@code null} if none is written
	 */
	public <T> @Nullable Setting<T> find(MethodPattern methods, String name, Function<K, @Nullable T> key) {
		List<Setting<T>> all = findAll(methods, name, key);
		return (all.isEmpty()) ? null : all.get(0);
	}

	/**
	 * All that is said of methods that a pattern names.
	 * @param <T> the type of the value
	 * @param methods the methods
	 * @param name the name of the key, such as {@code interceptors}
	 * @param key the key
	 * @return the values, the one that wins first
	 */
	public <T> List<Setting<T>> findAll(MethodPattern methods, String name, Function<K, @Nullable T> key) {
		return settings(this.places.stream().filter((place) -> place.pattern().covers(methods)).toList(), name, key);
	}

	/**
	 * All values of a key, whichever methods they are for.
	 * @param <T> the type of the value
	 * @param name the name of the key, such as {@code interceptors}
	 * @param key the key
	 * @return the values
	 */
	public <T> List<Setting<T>> all(String name, Function<K, @Nullable T> key) {
		return settings(this.places, name, key);
	}

	private static <K, T> List<Setting<T>> settings(Collection<Place<K>> places, String name,
			Function<K, @Nullable T> key) {
		List<Setting<T>> found = new ArrayList<>();
		for (Place<K> place : places) {
			T value = key.apply(place.keys());
			if (value != null) {
				found.add(new Setting<>(place.prefix() + name, value));
			}
		}
		return found;
	}

	/**
	 * A place where keys are written.
	 *
	 * @param <K> holds the keys
	 * @param prefix the beginning of the keys' full names
	 * @param pattern the methods that the keys are for
	 * @param keys the keys
	 */
	public record Place<K>(String prefix, MethodPattern pattern, K keys) {

	}

}
