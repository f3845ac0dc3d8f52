package dev.grpcstarter.client.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import dev.grpcstarter.config.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of a channel may be written: in the channel itself, and in the defaults.
 */
final class ChannelSources {

	private final Map<String, ChannelProperties> byPrefix = new LinkedHashMap<>();

	ChannelSources(String channel, @Nullable ChannelProperties own, @Nullable ChannelProperties defaults) {
		if (own != null) {
			this.byPrefix.put(ChannelMethodKeys.prefix(channel), own);
		}
		if (defaults != null) {
			this.byPrefix.put(ChannelMethodKeys.DEFAULTS, defaults);
		}
	}

	/**
	 * The value of a key, as somebody has written it.
	 * @param <T> the type of the value
	 * @param name the name of the key, such as {@code load-balancing}
	 * @param key the key
	 * @return the value that wins, or {@code null} if none is written
	 */
	<T> @Nullable Setting<T> find(String name, Function<ChannelProperties, @Nullable T> key) {
		for (Map.Entry<String, ChannelProperties> source : this.byPrefix.entrySet()) {
			T value = key.apply(source.getValue());
			if (value != null) {
				return new Setting<>(source.getKey() + name, value);
			}
		}
		return null;
	}

}
