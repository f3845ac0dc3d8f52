package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.call.PolicyKeys;
import dev.grpcstarter.client.AttemptPolicy;
import dev.grpcstarter.client.Attempts;
import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ChannelDefinition.ConnectMode;
import dev.grpcstarter.client.Exclusions;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.LoadBalancingPolicies;
import dev.grpcstarter.client.StaticMetadata;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.config.UnbracketedPatterns;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import io.grpc.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ChannelDefinitionsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class));

	@Test
	void aTargetIsEnough() {
		assertThat(definitions("grpc.client.channels.echo.target=dns:///echo:9090"))
			.containsExactly(new ChannelDefinition("echo", new NameResolvers(List::of).parse("dns:///echo:9090"), null,
					new ChannelDefinition.Ssl(false, null),
					new ChannelDefinition.Connecting(ConnectMode.LAZY, Duration.ofSeconds(20), Duration.ofSeconds(20),
							OrNone.of(Duration.ofMinutes(30))),
					new ChannelDefinition.Keepalive(OrNone.of(Duration.ofMinutes(6)), Duration.ofSeconds(20), false),
					new ChannelDefinition.Balancing("round_robin", OrNone.of(Duration.ofSeconds(30)), 1),
					new Exclusions(null, null),
					new Attempts(Map.of(MethodPattern.ALL, new AttemptPolicy.Once()), new Attempts.Throttle(100, 0.1)),
					new ChannelDefinition.Limits(4 * 1024 * 1024, 8 * 1024, 1024 * 1024),
					new ChannelDefinition.Calls(
							new MethodKeys<>(List.of(new MethodKeys.Place<>("", MethodPattern.ALL,
									new PolicyKeys(OrNone.of(Duration.ofSeconds(15)), null, null)))),
							Duration.ZERO, false, "identity", null, new StaticMetadata(List.of()), List.of(), null),
					List.of()));
	}

	@Test
	void aChannelsOwnKeysComeBeforeTheDefaultsKeyByKey() {
		ChannelDefinition echo = definitions("grpc.client.channels.echo.target=echo:9090",
				"grpc.client.channels.echo.keepalive.timeout=7s", "grpc.client.channels.echo.deadline=10ms",
				"grpc.client.channels.echo.limits.inbound-message-size=2147483647B",
				"grpc.client.defaults.keepalive.time=30s", "grpc.client.defaults.keepalive.timeout=9s",
				"grpc.client.defaults.deadline=1s", "grpc.client.defaults.load-balancing=pick_first")
			.get(0);
		assertThat(echo.keepalive()).isEqualTo(
				new ChannelDefinition.Keepalive(OrNone.of(Duration.ofSeconds(30)), Duration.ofSeconds(7), false));
		assertThat(deadline(echo)).isEqualTo(OrNone.of(Duration.ofMillis(10)));
		assertThat(echo.balancing().policy()).isEqualTo("pick_first");
		assertThat(echo.limits()).isEqualTo(new ChannelDefinition.Limits(Integer.MAX_VALUE, 8 * 1024, 1024 * 1024));
	}

	@Test
	void valuesOfMetadataAreNotPrinted() {
		this.runner
			.withPropertyValues("grpc.client.defaults.metadata.x-api-key=secret",
					"grpc.client.channels.echo.target=echo:9090", "grpc.client.channels.echo.metadata.x-token=secret")
			.run((context) -> assertThat(context.getBean(GrpcClientProperties.class).toString())
				.contains("[x-api-key]", "[x-token]")
				.doesNotContain("secret"));
	}

	@Test
	void noneSwitchesOffWhatTheDefaultsSet() {
		ChannelDefinition echo = definitions("grpc.client.channels.echo.target=echo:9090",
				"grpc.client.channels.echo.deadline=none", "grpc.client.channels.echo.keepalive.time=NONE",
				"grpc.client.defaults.deadline=1s")
			.get(0);
		assertThat(deadline(echo).isNone()).isTrue();
		assertThat(echo.keepalive().time().isNone()).isTrue();
	}

	@Test
	void aBareNumberIsInMilliseconds() {
		assertThat(deadline(
				definitions("grpc.client.channels.echo.target=echo:9090", "grpc.client.channels.echo.deadline=1050")
					.get(0)))
			.isEqualTo(OrNone.of(Duration.ofMillis(1050)));
	}

	@Test
	void anEnvironmentVariableSpeaksOfTheChannelThatAFileSpellsWithDashes() {
		assertThat(definitions(Map.of("GRPC_CLIENT_CHANNELS_ORDERSERVICE_TARGET", "from-environment:1"),
				"grpc.client.channels.order-service.target=from-file:1",
				"grpc.client.channels.order-service.deadline=3s"))
			.singleElement()
			.satisfies((channel) -> {
				assertThat(channel.name()).isEqualTo("order-service");
				assertThat(channel.target()).hasToString("from-environment:1");
				assertThat(deadline(channel)).isEqualTo(OrNone.of(Duration.ofSeconds(3)));
			});
	}

	@Test
	void whatIsWrongWithAChannelIsReportedUnderTheNameThatTheFileSpells() {
		this.runner.withPropertyValues("grpc.client.channels.order-service.target=a:1")
			.withInitializer(environment(Map.of("GRPC_CLIENT_CHANNELS_ORDERSERVICE_SSL_BUNDLE", "none-such",
					"GRPC_CLIENT_CHANNELS_ORDERSERVICE_CREDENTIALS", "tokens")))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(GrpcConfigurationException.class,
						(ex) -> assertThat(ex.problems()).extracting(Problem::key)
							.containsExactly("grpc.client.channels.order-service.ssl.bundle",
									"grpc.client.channels.order-service.credentials"))
				.hasMessageContaining("there is no SSL bundle 'none-such'; there are none"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "XAPIKEY", "X_API_KEY" })
	void anEnvironmentVariableSpeaksOfTheMetadataThatAFileSpellsWithDashes(String variable) {
		assertThat(definitions(Map.of("GRPC_CLIENT_CHANNELS_ECHO_METADATA_" + variable, "from-environment"),
				"grpc.client.channels.echo.target=echo:1", "grpc.client.channels.echo.metadata.X-Api-Key=from-file"))
			.singleElement()
			.satisfies((channel) -> assertThat(channel.calls().metadata().entries()).containsExactly(
					new StaticMetadata.Entry<>(Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER),
							"from-environment")));
	}

	@Test
	void metadataThatOnlyTheEnvironmentSpellsIsNotSentUnderAnotherKey() {
		this.runner.withPropertyValues("grpc.client.channels.echo.target=echo:1")
			.withInitializer(environment(Map.of("GRPC_CLIENT_CHANNELS_ECHO_METADATA_X_API_KEY", "secret")))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(GrpcConfigurationException.class,
						(ex) -> assertThat(ex.problems()).singleElement().satisfies((problem) -> {
							assertThat(problem.key()).isEqualTo("grpc.client.channels.echo.metadata.x.api.key");
							assertThat(problem.action())
								.contains("grpc.client.channels.echo.metadata.x-api-key to ${X_API_KEY}");
						})));
	}

	@Test
	void anEnvironmentVariableAloneMakesAChannel() {
		assertThat(definitions(Map.of("GRPC_CLIENT_CHANNELS_ORDERS_TARGET", "orders:1"))).singleElement()
			.extracting(ChannelDefinition::name)
			.isEqualTo("orders");
	}

	@Test
	void aChannelThatOnlyTheEnvironmentNamesIsFoundByItsNameWithDashes() {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("GRPC_CLIENT_CHANNELS_ORDERSERVICE_TARGET", "localhost:1"))))
			.run((context) -> {
				GrpcChannels channels = context.getBean(GrpcChannels.class);
				assertThat(channels.get("order-service")).isSameAs(channels.get("orderService"))
					.isSameAs(channels.get("orderservice"));
			});
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "in-process:123456789", "unix:70000", "dns:///host:65535", "[::1]:1", "host", "dns:///host" })
	void aTargetThatEndsInANumberNeedNotEndInAPort(String target) {
		assertThat(definitions("grpc.client.channels.echo.target=" + target)).singleElement()
			.extracting(ChannelDefinition::target)
			.hasToString(target);
	}

	@Test
	void aBlankValueIsNotSet() {
		assertThat(
				definitions("grpc.client.channels.echo.target=echo:9090", "grpc.client.channels.echo.load-balancing=",
						"grpc.client.channels.echo.deadline=", "grpc.client.channels.echo.keepalive.timeout="))
			.isEqualTo(definitions("grpc.client.channels.echo.target=echo:9090"));
	}

	@Test
	void twoSpellingsWithDashesAreRefused() {
		Problems problems = new Problems();
		ChannelNames.check(Set.of("order-service", "orders-ervice"), problems);
		assertThatExceptionOfType(GrpcConfigurationException.class).isThrownBy(problems::throwIfAny)
			.withMessageContaining("are spellings of one name");
	}

	private static OrNone<Duration> deadline(ChannelDefinition channel) {
		return Objects
			.requireNonNull(channel.calls().policies().find(MethodPattern.ALL, "deadline", PolicyKeys::deadline))
			.value();
	}

	private List<ChannelDefinition> definitions(String... properties) {
		return definitions(Map.of(), properties);
	}

	private List<ChannelDefinition> definitions(Map<String, Object> environment, String... properties) {
		List<ChannelDefinition> definitions = new ArrayList<>();
		this.runner.withPropertyValues(properties).withInitializer(environment(environment)).run((context) -> {
			assertThat(context).hasNotFailed();
			definitions.addAll(ChannelDefinitions.of(context.getBean(GrpcClientProperties.class),
					context.getBean(NameResolvers.class), context.getBean(LoadBalancingPolicies.class),
					new UnbracketedPatterns(context.getEnvironment())));
		});
		return definitions;
	}

	private static ApplicationContextInitializer<ConfigurableApplicationContext> environment(
			Map<String, Object> variables) {
		return (context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
	}

}
