package dev.grpcstarter.conformance.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;

import dev.grpcstarter.conformance.process.Child;
import dev.grpcstarter.conformance.process.Skip;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.TestServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

/**
 * A service gets one more server, which its clients find by its name.
 */
@Execution(ExecutionMode.CONCURRENT)
class ChangingAddressesTests {

	private static final Logger logger = LoggerFactory.getLogger(ChangingAddressesTests.class);

	private static final Duration AGE = Duration.ofSeconds(2);

	private static final Duration REFRESH = Duration.ofSeconds(1);

	// no longer than the refresh, and the shortest that the JVM can be told
	private static final Duration JVM_CACHE = Duration.ofSeconds(1);

	@Test
	void aNewServerGetsItsShareAndNoCallFails() throws Exception {
		try (Back one = new Back("127.0.0.2", "0");
				Back two = new Back("127.0.0.3", one.port());
				Back three = new Back("127.0.0.4", one.port());
				NameServer names = nameServer(List.of("127.0.0.2", "127.0.0.3"));
				Child client = client(names, one.port(),
						"JAVA_TOOL_OPTIONS=-Dsun.net.inetaddr.ttl=" + JVM_CACHE.toSeconds())) {
			await().atMost(Duration.ofSeconds(60)).until(() -> one.calls() > 200 && two.calls() > 200);
			assertThat(three.calls()).isZero();
			names.change(List.of("127.0.0.2", "127.0.0.3", "127.0.0.4"));
			long changed = System.nanoTime();
			await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(() -> three.calls() > 0);
			Duration after = Duration.ofNanos(System.nanoTime() - changed);
			logger.info("The new server is called after {} ms", after.toMillis());
			assertThat(after).isLessThan(AGE.multipliedBy(2).plus(REFRESH).plus(JVM_CACHE));

			int[] before = { one.calls(), two.calls(), three.calls() };
			await().atMost(Duration.ofSeconds(60)).until(() -> three.calls() - before[2] > 500);
			int[] shares = { one.calls() - before[0], two.calls() - before[1], three.calls() - before[2] };
			logger.info("Calls to each since then: {}, {} and {}", shares[0], shares[1], shares[2]);
			double even = (shares[0] + shares[1] + shares[2]) / 3.0;
			assertThat((double) shares[2]).isCloseTo(even, withinPercentage(10));

			client.writeLine("stop");
			MatchResult calls = client.awaitLine("(\\d+) calls, (\\d+) failed");
			logger.info("{} calls, {} failed", calls.group(1), calls.group(2));
			assertThat(calls.group(2)).as(client.output()).isEqualTo("0");
			assertThat(client.output()).doesNotContain("[dns-cache]");
		}
	}

	@Test
	void whereTheJvmKeepsAddressesForLongerThatIsSaid() throws Exception {
		try (Child client = client(List.of(), "1")) {
			client.awaitLine(
					"back\\.dns-refresh: addresses of .* are looked up every 1s, but the JVM keeps what it knows for 30s.*networkaddress\\.cache\\.ttl=1 .*\\[dns-cache]");
		}
	}

	private static NameServer nameServer(List<String> addresses) throws InterruptedException {
		try {
			return new NameServer(addresses);
		}
		catch (IOException ex) {
			Skip.because("a change of addresses in the DNS was NOT tested", String.valueOf(ex.getMessage()));
			throw new AssertionError(ex);
		}
	}

	private static Child client(NameServer names, String port, String variable) throws IOException {
		return client(names.asked(variable), port);
	}

	private static Child client(List<String> prefix, String port) throws IOException {
		return Child.jvm(prefix, SteadyClient.class, "--grpc.server.enabled=false",
				"--grpc.client.channels.back.target=dns:///%s:%s".formatted(NameServer.NAME, port),
				"--grpc.client.channels.back.dns-refresh=" + REFRESH.toMillis());
	}

	/**
	 * One of the servers.
	 */
	private static final class Back implements AutoCloseable {

		private final ConfigurableApplicationContext context;

		Back(String address, String port) {
			this.context = new SpringApplicationBuilder(Application.class).run("--grpc.server.address=" + address,
					"--grpc.server.port=" + port, "--grpc.server.keepalive.max-connection-age=" + AGE.toMillis());
		}

		String port() {
			return this.context.getEnvironment().getRequiredProperty("local.grpc.server.port");
		}

		int calls() {
			return this.context.getBean(CountingService.class).calls.get();
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		CountingService countingService() {
			return new CountingService();
		}

	}

	/**
	 * Counts its calls.
	 */
	static class CountingService extends TestServiceGrpc.TestServiceImplBase {

		private final AtomicInteger calls = new AtomicInteger();

		@Override
		public void emptyCall(Empty request, StreamObserver<Empty> reply) {
			this.calls.incrementAndGet();
			reply.onNext(request);
			reply.onCompleted();
		}

	}

}
