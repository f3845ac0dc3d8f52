package dev.grpcstarter.client.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attempts, health checks and outlier detection that cannot work.
 */
class AttemptsFailedStartTests {

	private static final String CHANNEL = "grpc.client.channels.echo.";

	private static final String TARGET = CHANNEL + "target=dns:///localhost:9090";

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			retry.max-attempts               | 0     | 0 attempts are out of range
			retry.initial-backoff            | 0     | 0s is less than 1ms
			retry.max-backoff                | -1s   | is less than 1ms
			retry.multiplier                 | 0     | 0.0 does not make a pause longer
			retry.multiplier                 | NaN   | NaN does not make a pause longer
			retry.codes                      | OK    | OK is no failure
			retry.codes                      | ''    | no status is named
			hedging.max-attempts             | -2    | -2 attempts are out of range
			hedging.delay                    | -1ms  | nothing can be sent before the first attempt
			hedging.non-fatal-codes          | OK    | OK is no failure
			retry-throttle.max-tokens        | 0     | 0.0 is not more than 0
			retry-throttle.max-tokens        | 1001  | and at most 1000
			retry-throttle.token-ratio       | NaN   | NaN is not more than 0
			retry-throttle.token-ratio       | 0.0004 | three decimals
			methods[testing.Echo].retry.codes | ABORTED | is no pattern of methods
			methods.Echo/Say.retry.codes     | ABORTED | a pattern of methods without brackets is read as several keys
			methods[testing.Echo/Say].retry.max-attempts   | 0 | 0 attempts are out of range
			methods[testing.Echo/Say].hedging.max-attempts | 0 | 0 attempts are out of range
			outlier-detection.interval       | 1ms   | 1ms is less than 100ms
			outlier-detection.ejection-time  | 1ms   | 1ms is less than 100ms
			outlier-detection.max-ejected    | 101   | 101 percent are out of range
			outlier-detection.max-ejected    | 0     | 0 percent are out of range
			outlier-detection.failures       | 100   | 100 percent are out of range
			outlier-detection.minimum-calls  | 0     | 0 calls are out of range
			outlier-detection.minimum-hosts  | 0     | 0 addresses are out of range
			""")
	void aValueThatCannotWorkStopsTheStartWhereverItStands(String key, String value, String why) {
		fails(why, CHANNEL + key + "=" + value);
		fails(why, "grpc.client.defaults." + key + "=" + value);
	}

	@Test
	void aCallIsNotRetriedAndHedged() {
		fails("echo.hedging.max-attempts: grpc.client.defaults.retry.max-attempts is for the same methods",
				"grpc.client.defaults.retry.max-attempts=2", CHANNEL + "hedging.max-attempts=2");
		fails("[testing.Echo/Say].hedging.max-attempts: grpc.client.channels.echo.retry.max-attempts is for",
				CHANNEL + "retry.max-attempts=2", CHANNEL + "methods[testing.Echo/Say].hedging.max-attempts=2");
		runner(CHANNEL + "methods[testing.Echo/Join].retry.max-attempts=2",
				CHANNEL + "methods[testing.Echo/Say].hedging.max-attempts=2")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void pausesDoNotBeginLongerThanTheyMayGrow() {
		fails("echo.retry.initial-backoff: pauses begin with 5s (grpc.client.channels.echo.retry.initial-backoff) and grow to no more than 2s (grpc.client.channels.echo.retry.max-backoff)",
				CHANNEL + "retry.initial-backoff=5s");
		fails("echo.retry.max-backoff: pauses begin with 100ms", CHANNEL + "retry.max-backoff=50ms");
		fails("defaults.retry.max-backoff: pauses begin with 5s (grpc.client.channels.echo.methods[testing.Echo/Say].retry.initial-backoff)",
				"grpc.client.defaults.retry.max-backoff=3s",
				CHANNEL + "methods[testing.Echo/Say].retry.initial-backoff=5s");
	}

	@Test
	void aContradictionOfTheDefaultsIsReportedOnce() {
		runner("grpc.client.channels.other.target=dns:///x:1", "grpc.client.defaults.retry.max-attempts=2",
				"grpc.client.defaults.hedging.max-attempts=2")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.message()
				.containsOnlyOnce("is for the same methods"));
	}

	@Test
	void aContradictionOfTheDefaultsIsReportedWithoutAnyChannelToo() {
		ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.defaults.retry.max-attempts=2",
					"grpc.client.defaults.hedging.max-attempts=2")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("is for the same methods"));
	}

	@Test
	void healthIsAskedForByRoundRobinAlone() {
		fails("echo.health-check.enabled: grpc.client.defaults.load-balancing is pick_first, and only round_robin",
				"grpc.client.defaults.load-balancing=pick_first", CHANNEL + "health-check.enabled=true");
		runner("grpc.client.defaults.health-check.enabled=true", "grpc.client.defaults.load-balancing=pick_first",
				CHANNEL + "load-balancing=round_robin")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void healthIsNotAskedForWithoutTheLibraryForIt() {
		runner(CHANNEL + "health-check.enabled=true")
			.withClassLoader(new FilteredClassLoader("io.grpc.protobuf.services"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("echo.health-check.enabled")
				.hasMessageContaining("io.grpc:grpc-services"));
	}

	@Test
	void aSingleAddressCannotBeAnOutlier() {
		fails("echo.outlier-detection.enabled: grpc.client.channels.echo.load-balancing is pick_first",
				CHANNEL + "load-balancing=pick_first", CHANNEL + "outlier-detection.enabled=true");
	}

	private static void fails(String why, String... properties) {
		runner(properties).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining(properties[properties.length - 1].split("[=\\[]")[0].replaceAll("\\.Echo/Say.*", ""))
			.hasMessageContaining(why));
	}

	private static ApplicationContextRunner runner(String... properties) {
		return ClientRunner.clientOnly().withPropertyValues(TARGET).withPropertyValues(properties);
	}

}
