package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problems;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * The client's properties, checked and translated into channels: each key of a channel is
 * the channel's own, or else that of the defaults, or else the built-in one.
 */
final class ChannelDefinitions {

	private static final ChannelProperties BUILT_IN = new ChannelProperties(null,
			new ChannelProperties.Keepalive(OrNone.of(Duration.ofMinutes(6)), Duration.ofSeconds(20), false),
			Duration.ofMinutes(30), OrNone.of(Duration.ofSeconds(15)), "round_robin",
			new ChannelProperties.Limits(DataSize.ofMegabytes(4), DataSize.ofKilobytes(8)));

	private final List<ChannelProperties> sources;

	private ChannelDefinitions(ChannelProperties own, @Nullable ChannelProperties defaults) {
		this.sources = (defaults != null) ? List.of(own, defaults, BUILT_IN) : List.of(own, BUILT_IN);
	}

	/**
	 * Checks all channels and reports what is wrong with them together.
	 * @param properties the client's properties
	 * @return the channels, in the order of their names
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if a value cannot be used
	 */
	static List<ChannelDefinition> of(GrpcClientProperties properties) {
		Problems problems = new Problems();
		ChannelChecks checks = new ChannelChecks(problems);
		ChannelProperties defaults = properties.defaults();
		if (defaults != null) {
			checks.defaults(defaults);
		}
		Map<String, ChannelProperties> channels = ChannelNames.inOneSpelling(properties.channels(), problems);
		channels.forEach(checks::channel);
		problems.throwIfAny();
		return channels.entrySet()
			.stream()
			.map((channel) -> new ChannelDefinitions(channel.getValue(), defaults).merge(channel.getKey()))
			.toList();
	}

	private ChannelDefinition merge(String name) {
		return new ChannelDefinition(name, get((keys) -> text(keys.target())),
				new ChannelDefinition.Keepalive(get((keys) -> keys.keepaliveOrNothing().time()),
						get((keys) -> keys.keepaliveOrNothing().timeout()),
						get((keys) -> keys.keepaliveOrNothing().withoutCalls())),
				get(ChannelProperties::idleTimeout), get(ChannelProperties::deadline),
				get((keys) -> text(keys.loadBalancing())),
				new ChannelDefinition.Limits(
						Math.toIntExact(get((keys) -> keys.limitsOrNothing().inboundMessageSize()).toBytes()),
						Math.toIntExact(get((keys) -> keys.limitsOrNothing().inboundMetadataSize()).toBytes())));
	}

	// a blank value is one that is not set
	private static @Nullable String text(@Nullable String value) {
		return StringUtils.hasText(value) ? value.trim() : null;
	}

	private <T> T get(Function<ChannelProperties, @Nullable T> key) {
		for (ChannelProperties source : this.sources) {
			T value = key.apply(source);
			if (value != null) {
				return value;
			}
		}
		throw new IllegalStateException("a key that is neither set nor built in");
	}

}
