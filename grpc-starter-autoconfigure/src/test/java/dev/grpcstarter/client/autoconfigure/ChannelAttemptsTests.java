package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.grpcstarter.client.AttemptPolicy;
import dev.grpcstarter.client.AttemptPolicy.Hedging;
import dev.grpcstarter.client.AttemptPolicy.Once;
import dev.grpcstarter.client.AttemptPolicy.Retry;
import dev.grpcstarter.client.Attempts;
import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.Exclusions;
import dev.grpcstarter.client.LoadBalancingPolicies;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.UnbracketedPatterns;
import io.grpc.Status;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the keys of a channel, of its methods and of the defaults make together.
 */
class ChannelAttemptsTests {

	private static final String TARGET = "grpc.client.channels.echo.target=echo:9090";

	private static final String SAY = "testing.Echo/Say";

	private static final String OTHER = "testing.Other/Any";

	@Test
	void withoutKeysEachCallIsSentOnce() {
		assertThat(attempts().of(SAY)).isEqualTo(new Once());
		assertThat(attempts().areRepeated()).isFalse();
	}

	@Test
	void aNumberOfAttemptsIsEnough() {
		assertThat(attempts("grpc.client.channels.echo.retry.max-attempts=3").of(SAY)).isEqualTo(new Retry(3,
				Duration.ofMillis(100), Duration.ofSeconds(2), 2.0, Set.of(Status.Code.UNAVAILABLE), false));
	}

	@Test
	void keysAreMergedOneByOneFromTheMethodToTheDefaults() {
		Attempts attempts = attempts("grpc.client.defaults.retry.max-attempts=9",
				"grpc.client.defaults.retry.idempotent-only=true",
				"grpc.client.defaults.methods[testing.Echo/*].retry.max-backoff=9s",
				"grpc.client.defaults.methods[testing.Echo/*].retry.multiplier=9",
				"grpc.client.channels.echo.retry.multiplier=3",
				"grpc.client.channels.echo.methods[testing.Echo/*].retry.initial-backoff=1050ms",
				"grpc.client.channels.echo.methods[testing.Echo/*].retry.codes=ABORTED",
				"grpc.client.channels.echo.methods[testing.Echo/Say].retry.codes=UNAVAILABLE,INTERNAL");
		assertThat(attempts.of(SAY)).isEqualTo(new Retry(9, Duration.ofMillis(1050), Duration.ofSeconds(9), 3,
				Set.of(Status.Code.UNAVAILABLE, Status.Code.INTERNAL), true));
		assertThat(attempts.of("testing.Echo/Join")).isEqualTo(
				new Retry(9, Duration.ofMillis(1050), Duration.ofSeconds(9), 3, Set.of(Status.Code.ABORTED), true));
		assertThat(attempts.of(OTHER)).isEqualTo(
				new Retry(9, Duration.ofMillis(100), Duration.ofSeconds(2), 3, Set.of(Status.Code.UNAVAILABLE), true));
	}

	@Test
	void aChannelsOwnKeyComesBeforeAMethodOfTheDefaults() {
		Attempts attempts = attempts("grpc.client.channels.echo.retry.max-attempts=2",
				"grpc.client.defaults.methods[testing.Echo/Say].retry.max-attempts=7");
		assertThat(attempts.of(SAY)).extracting("maxAttempts").isEqualTo(2);
	}

	@Test
	void thePatternForAllMethodsComesBeforeTheKeysOfTheChannel() {
		Attempts attempts = attempts("grpc.client.channels.echo.retry.max-attempts=2",
				"grpc.client.channels.echo.methods[*].retry.max-attempts=4");
		assertThat(attempts.of(OTHER)).extracting("maxAttempts").isEqualTo(4);
	}

	@Test
	void aSingleAttemptLeavesAMethodOut() {
		Attempts attempts = attempts("grpc.client.channels.echo.retry.max-attempts=2",
				"grpc.client.channels.echo.methods[testing.Echo/Say].retry.max-attempts=1",
				"grpc.client.channels.echo.methods[testing.Echo/Say].hedging.max-attempts=3");
		assertThat(attempts.of(SAY)).isEqualTo(new Hedging(3, Duration.ZERO, Set.of()));
		assertThat(attempts.of(OTHER)).isInstanceOf(Retry.class);
	}

	@Test
	void hedgingIsMergedTheSameWay() {
		AttemptPolicy policy = attempts("grpc.client.defaults.hedging.delay=10ms",
				"grpc.client.channels.echo.hedging.max-attempts=2",
				"grpc.client.channels.echo.methods[testing.Echo/*].hedging.non-fatal-codes=UNAVAILABLE")
			.of(SAY);
		assertThat(policy).isEqualTo(new Hedging(2, Duration.ofMillis(10), Set.of(Status.Code.UNAVAILABLE)));
	}

	@Test
	void addressesAreLeftOutOnlyWhereThatIsAskedFor() {
		assertThat(definition("grpc.client.channels.echo.outlier-detection.failures=50",
				"grpc.client.channels.echo.health-check.service-name=shop.Inventory")
			.exclusions()).isEqualTo(new Exclusions(null, null));
		assertThat(definition("grpc.client.channels.echo.outlier-detection.failures=50",
				"grpc.client.defaults.outlier-detection.enabled=true",
				"grpc.client.channels.echo.health-check.enabled=true")
			.exclusions())
			.isEqualTo(new Exclusions("",
					new Exclusions.Outliers(Duration.ofSeconds(10), Duration.ofSeconds(30), 10, 50, 50, 5)));
	}

	private static Attempts attempts(String... properties) {
		return definition(properties).attempts();
	}

	private static ChannelDefinition definition(String... properties) {
		List<ChannelDefinition> definitions = new ArrayList<>();
		ClientRunner.clientOnly().withPropertyValues(TARGET).withPropertyValues(properties).run((context) -> {
			assertThat(context).hasNotFailed();
			definitions.addAll(ChannelDefinitions.of(context.getBean(GrpcClientProperties.class),
					context.getBean(NameResolvers.class), context.getBean(LoadBalancingPolicies.class),
					new UnbracketedPatterns(context.getEnvironment())));
		});
		return definitions.get(0);
	}

}
