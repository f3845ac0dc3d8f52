package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.MirrorGrpc;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The finding that names methods that may be run more than once.
 */
class RepeatedMethodsTests {

	private static final String CHANNEL = "grpc.client.channels.echo.";

	@Test
	void aRetryOfAWholeChannelNamesTheMethodsThatAreNotMarkedOnceForEachService() {
		assertThat(findings(CHANNEL + "retry.max-attempts=2")).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("retry-not-idempotent");
			assertThat(finding.key()).isEqualTo(CHANNEL + "retry.max-attempts");
			assertThat(finding.what()).endsWith(
					"testing.Echo may be retried after their first attempt has had its effect, and are not marked as idempotent: Chat, Join, Say, SayTimes");
			assertThat(finding.action()).contains("echo.retry.idempotent-only to true",
					"echo.methods[testing.Echo/<Method>].retry.max-attempts set to 1");
		});
	}

	@Test
	void aMethodWithKeysOfItsOwnIsMeant() {
		assertThat(findings(CHANNEL + "methods[testing.Echo/*].retry.max-attempts=2",
				CHANNEL + "methods[testing.Echo/Say].retry.max-attempts=3",
				CHANNEL + "methods[testing.Echo/Join].retry.max-attempts=1"))
			.singleElement()
			.satisfies((finding) -> assertThat(finding.what()).endsWith(": Chat, SayTimes"));
	}

	@Test
	void nothingIsFoundWhereOnlyMarkedMethodsAreRetried() {
		assertThat(findings(CHANNEL + "retry.max-attempts=2", CHANNEL + "retry.idempotent-only=true")).isEmpty();
	}

	@Test
	void nothingIsFoundWithoutAttempts() {
		assertThat(findings()).isEmpty();
	}

	@Test
	void hedgingIsNamedToo() {
		assertThat(findings(CHANNEL + "hedging.max-attempts=2", CHANNEL + "retry.idempotent-only=true"))
			.filteredOn((finding) -> finding.id().equals("retry-not-idempotent"))
			.singleElement()
			.satisfies((finding) -> {
				assertThat(finding.key()).isEqualTo(CHANNEL + "hedging.max-attempts");
				assertThat(finding.what()).contains("testing.Echo may run on several servers at once");
			});
	}

	private static List<Finding> findings(String... properties) {
		List<Finding> findings = new ArrayList<>();
		ClientRunner.clientOnly()
			.withPropertyValues(CHANNEL + "target=in-process:nobody")
			.withPropertyValues(properties)
			.withBean(Caller.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				findings.addAll(context.getBean(Findings.class).all());
			});
		return findings;
	}

	record Caller(@GrpcClient("echo") EchoGrpc.EchoBlockingStub one, @GrpcClient("echo") EchoGrpc.EchoStub other,
			@GrpcClient("echo") MirrorGrpc.MirrorBlockingStub marked) {

	}

}
