package dev.grpcstarter.client.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.grpcstarter.call.PolicyKeys;
import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.LoadBalancingPolicies;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Setting;
import dev.grpcstarter.config.UnbracketedPatterns;
import dev.grpcstarter.config.autoconfigure.ConfigurationMetadata;
import dev.grpcstarter.config.autoconfigure.ConfigurationMetadata.Key;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The defaults of channels are not on the fields that bind them, because a channel's key
 * that is not set has to stay open.
 */
class ChannelDefaultsTests {

	private static final String TARGET = "grpc.client.channels.echo.target=echo:9090";

	private static final List<String> WITHOUT_DEFAULT = List.of("ssl.bundle", "ssl.enabled",
			"health-check.service-name", "retry.max-attempts", "hedging.max-attempts", "hedging.delay",
			"hedging.non-fatal-codes", "user-agent", "metadata", "relay", "credentials", "interceptors", "methods");

	@Test
	void theDefaultsInTheMetadataAreTheBuiltInOnes() throws IOException {
		List<Key> keys = ConfigurationMetadata.keys()
			.stream()
			.filter((key) -> key.name().startsWith("grpc.client.defaults.") && !key.deprecated())
			.toList();
		assertThat(keys).filteredOn((key) -> key.defaultValue() == null)
			.extracting(Key::name)
			.map((name) -> name.substring("grpc.client.defaults.".length()))
			.containsExactlyInAnyOrderElementsOf(WITHOUT_DEFAULT);
		String[] written = Stream
			.concat(Stream.of(TARGET),
					keys.stream()
						.filter((key) -> key.defaultValue() != null)
						.map((key) -> key.name() + "=" + key.defaultValue()))
			.toArray(String[]::new);
		assertThat(definitions(written)).usingRecursiveComparison()
			// which remember where they are written
			.ignoringFields("calls.policies.places")
			.isEqualTo(definitions(TARGET));
		assertThat(deadlines(written)).containsOnly(OrNone.of(Duration.ofSeconds(15))).containsAll(deadlines(TARGET));
	}

	private static List<OrNone<Duration>> deadlines(String... properties) {
		return definitions(properties).get(0)
			.calls()
			.policies()
			.all("deadline", PolicyKeys::deadline)
			.stream()
			.map(Setting::value)
			.toList();
	}

	private static List<ChannelDefinition> definitions(String... properties) {
		List<ChannelDefinition> definitions = new ArrayList<>();
		ClientRunner.clientOnly()
			.withPropertyValues(properties)
			.run((context) -> definitions.addAll(ChannelDefinitions.of(context.getBean(GrpcClientProperties.class),
					context.getBean(NameResolvers.class), context.getBean(LoadBalancingPolicies.class),
					new UnbracketedPatterns(context.getEnvironment()))));
		return definitions;
	}

}
