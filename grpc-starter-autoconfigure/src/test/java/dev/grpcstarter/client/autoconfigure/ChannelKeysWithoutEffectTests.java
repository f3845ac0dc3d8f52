package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ChannelKeysWithoutEffectTests {

	private static final String ECHO = "grpc.client.channels.echo.";

	@Test
	void keysOfConnectionsOnAChannelInTheSameJvmAreNamed() {
		assertThat(findings(ECHO + "target=in-process:echo", ECHO + "connect=required", ECHO + "keepalive.time=10m",
				ECHO + "dns-refresh=1s", ECHO + "load-balancing=pick_first", ECHO + "pool.size=2",
				ECHO + "limits.inbound-message-size=1MB", ECHO + "limits.inbound-metadata-size=4KB",
				ECHO + "limits.flow-control-window=1MB"))
			.singleElement()
			.satisfies((finding) -> {
				assertThat(finding.key()).isEqualTo(ECHO + "target");
				assertThat(finding.what()).endsWith(
						" connect, keepalive, dns-refresh, load-balancing, pool.size, limits.inbound-message-size, limits.flow-control-window");
			});
		assertThat(findings(ECHO + "target=in-process:echo", ECHO + "outlier-detection.enabled=true")).hasSize(1);
	}

	@Test
	void defaultsAndKeysOfOtherChannelsHaveAnEffect() {
		assertThat(findings(ECHO + "target=in-process:echo", ECHO + "deadline=1s",
				"grpc.client.defaults.keepalive.time=10m", "grpc.client.defaults.pool.size=2",
				"grpc.client.channels.other.target=127.0.0.1:1", "grpc.client.channels.other.pool.size=2"))
			.isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "retry.codes=ABORTED", "hedging.delay=1s", "retry-throttle.max-tokens=5" })
	void keysOfRepeatedCallsAreNamedWhereNoneIsRepeated(String key) {
		String group = key.substring(0, key.indexOf('.'));
		assertThat(findings(ECHO + "target=127.0.0.1:1", ECHO + key)).extracting(Finding::key)
			.containsExactly(ECHO + group);
		assertThat(findings(ECHO + "target=127.0.0.1:1", "grpc.client.defaults." + key)).extracting(Finding::key)
			.containsExactly("grpc.client.defaults." + group);
	}

	@Test
	void whereverAttemptsAreSetTheyAreEnough() {
		assertThat(findings(ECHO + "target=127.0.0.1:1", ECHO + "retry.codes=ABORTED",
				"grpc.client.defaults.retry.max-attempts=2"))
			.isEmpty();
		assertThat(findings(ECHO + "target=127.0.0.1:1", ECHO + "retry-throttle.max-tokens=5",
				"grpc.client.defaults.retry.codes=ABORTED", ECHO + "methods[shop.Inventory/*].retry.max-attempts=1"))
			.isEmpty();
	}

	private static List<Finding> findings(String... properties) {
		List<Finding> findings = new ArrayList<>();
		ClientRunner.clientOnly().withPropertyValues(properties).run((context) -> {
			assertThat(context).hasSingleBean(GrpcChannels.class);
			findings.addAll(context.getBean(Findings.class).all());
		});
		return findings.stream().filter((finding) -> finding.id().equals("no-effect")).toList();
	}

}
