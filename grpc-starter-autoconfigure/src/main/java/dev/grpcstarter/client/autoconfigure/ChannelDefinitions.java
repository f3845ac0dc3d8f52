package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.LoadBalancerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * The client's properties, checked and translated: each key of a channel is the channel's
 * own, or else that of the defaults, or else the built-in one.
 */
final class ChannelDefinitions {

	private static final ChannelProperties BUILT_IN = new ChannelProperties(null,
			new ChannelProperties.Keepalive(OrNone.of(Duration.ofMinutes(6)), Duration.ofSeconds(20), false),
			Duration.ofMinutes(30), OrNone.of(Duration.ofSeconds(15)), "round_robin",
			new ChannelProperties.Limits(DataSize.ofMegabytes(4), DataSize.ofKilobytes(8)));

	private final ChannelProperties defaults;

	private final Problems problems = new Problems();

	private ChannelDefinitions(ChannelProperties defaults) {
		this.defaults = defaults;
	}

	/**
	 * Checks all channels and reports what is wrong with them together.
	 * @param properties the client's properties
	 * @return the channels, in the order of their names
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if a value cannot be used
	 */
	static List<ChannelDefinition> of(GrpcClientProperties properties) {
		ChannelProperties defaults = properties.defaults();
		ChannelDefinitions definitions = new ChannelDefinitions(
				(defaults != null) ? defaults : ChannelProperties.NOTHING);
		if (definitions.defaults.target() != null) {
			definitions.problems.add(Problem.ofKey("grpc.client.defaults.target", "channels cannot share a target",
					"Remove it, and set the target of each channel: grpc.client.channels.<name>.target."));
		}
		List<ChannelDefinition> channels = new ArrayList<>();
		ChannelNames.inOneSpelling(properties.channels(), definitions.problems)
			.forEach((name, own) -> channels.add(definitions.channel(name, own)));
		definitions.problems.throwIfAny();
		return channels;
	}

	private ChannelDefinition channel(String name, ChannelProperties own) {
		Keys keys = new Keys(own);
		ChannelDefinition definition = new ChannelDefinition(name, target(name, own.target()),
				new ChannelDefinition.Keepalive(keys.get((key) -> key.keepaliveOrNothing().time()),
						keys.get((key) -> key.keepaliveOrNothing().timeout()),
						keys.get((key) -> key.keepaliveOrNothing().withoutCalls())),
				keys.get(ChannelProperties::idleTimeout), keys.get(ChannelProperties::deadline),
				keys.get(ChannelProperties::loadBalancing),
				new ChannelDefinition.Limits(
						this.problems.bytes(key(name, "limits.inbound-message-size"),
								keys.get((key) -> key.limitsOrNothing().inboundMessageSize())),
						this.problems.bytes(key(name, "limits.inbound-metadata-size"),
								keys.get((key) -> key.limitsOrNothing().inboundMetadataSize()))));
		check(definition);
		return definition;
	}

	private String target(String name, @Nullable String target) {
		if (!StringUtils.hasText(target)) {
			this.problems.add(Problem.ofKey(key(name, "target"), "the channel has no target",
					"Set %s to where it connects, such as dns:///%s:9090.".formatted(key(name, "target"), name)));
			return "";
		}
		return target.trim();
	}

	private void check(ChannelDefinition definition) {
		String name = definition.name();
		this.problems.duration(key(name, "keepalive.time"), definition.keepalive().time().orNull(),
				Duration.ofSeconds(10), "gRFC A8 lets a client ping no more often than that",
				", or to none for no pings");
		this.problems.duration(key(name, "keepalive.timeout"), definition.keepalive().timeout(), Duration.ofMillis(10),
				"the transport waits no shorter than that", "");
		this.problems.duration(key(name, "idle-timeout"), definition.idleTimeout(), Duration.ofSeconds(1),
				"the channel goes idle no earlier", "");
		this.problems.duration(key(name, "deadline"), definition.deadline().orNull(), Duration.ofNanos(1),
				"every call would fail", ", or to none for no deadline");
		LoadBalancerRegistry policies = LoadBalancerRegistry.getDefaultRegistry();
		if (policies.getProvider(definition.loadBalancing()) == null) {
			this.problems.add(Problem.ofKey(key(name, "load-balancing"),
					"there is no load-balancing policy '%s'".formatted(definition.loadBalancing()),
					"Set it to round_robin, to pick_first, or to another policy that is registered with gRPC."));
		}
	}

	private static String key(String channel, String key) {
		return "grpc.client.channels." + channel + "." + key;
	}

	/**
	 * The keys of a channel, over those of the defaults, over the built-in ones.
	 */
	private final class Keys {

		private final ChannelProperties own;

		Keys(ChannelProperties own) {
			this.own = own;
		}

		<T> T get(Function<ChannelProperties, @Nullable T> key) {
			for (ChannelProperties source : List.of(this.own, ChannelDefinitions.this.defaults, BUILT_IN)) {
				T value = key.apply(source);
				if (value != null) {
					return value;
				}
			}
			throw new IllegalStateException("a key without a built-in value");
		}

	}

}
