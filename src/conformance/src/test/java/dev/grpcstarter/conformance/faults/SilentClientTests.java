package dev.grpcstarter.conformance.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.conformance.process.Cable;
import dev.grpcstarter.conformance.process.Child;
import dev.grpcstarter.conformance.process.Skip;
import dev.grpcstarter.server.ServerBuilderCustomizer;
import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that fall silent while they have a call in flight. TCP alone never notices: the
 * server has nothing to send.
 */
@Execution(ExecutionMode.CONCURRENT)
class SilentClientTests {

	@Test
	void aFrozenClientIsNoticedAfterTimeAndTimeout() throws Exception {
		try (ConfigurableApplicationContext server = server("127.0.0.1");
				Child client = Child.jvm(List.of(), StreamingClient.class, "127.0.0.1:" + port(server))) {
			client.awaitLine("the call is open");
			client.signal("STOP");
			server.getBean(Witness.class).assertThatTheClientIsGivenUp();
		}
	}

	@Test
	void aClientBehindACutCableIsNoticedAfterTimeAndTimeout() throws Exception {
		try (Cable cable = cable();
				ConfigurableApplicationContext server = server(cable.nearEnd());
				Child client = Child.jvm(cable.atTheFarEnd(), StreamingClient.class,
						cable.nearEnd() + ":" + port(server))) {
			client.awaitLine("the call is open");
			cable.cut();
			server.getBean(Witness.class).assertThatTheClientIsGivenUp();
		}
	}

	private static Cable cable() throws InterruptedException {
		try {
			return new Cable();
		}
		catch (IOException ex) {
			Skip.because("a half-open connection was NOT tested", ex.getMessage());
			throw new AssertionError(ex);
		}
	}

	private static ConfigurableApplicationContext server(String address) {
		return new SpringApplicationBuilder(Application.class).run("--grpc.server.address=" + address,
				"--grpc.server.port=0", "--grpc.server.keepalive.time=10s", "--grpc.server.keepalive.timeout=1s");
	}

	private static String port(ConfigurableApplicationContext server) {
		return server.getEnvironment().getRequiredProperty("local.grpc.server.port");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Witness witness() {
			return new Witness();
		}

		@Bean
		ServerBuilderCustomizer connections(Witness witness) {
			return (address, builder) -> builder.addTransportFilter(witness.connections());
		}

	}

	/**
	 * Sees what becomes of a call and of its connection.
	 */
	static class Witness extends TestServiceGrpc.TestServiceImplBase {

		private final CountDownLatch callCancelled = new CountDownLatch(1);

		private final CountDownLatch connectionClosed = new CountDownLatch(1);

		@Override
		public StreamObserver<StreamingOutputCallRequest> fullDuplexCall(
				StreamObserver<StreamingOutputCallResponse> replies) {
			((ServerCallStreamObserver<?>) replies).setOnCancelHandler(this.callCancelled::countDown);
			return new StreamObserver<>() {

				@Override
				public void onNext(StreamingOutputCallRequest request) {
					replies.onNext(StreamingOutputCallResponse.getDefaultInstance());
				}

				@Override
				public void onError(Throwable failure) {
				}

				@Override
				public void onCompleted() {
				}

			};
		}

		ServerTransportFilter connections() {
			return new ServerTransportFilter() {

				@Override
				public void transportTerminated(Attributes attributes) {
					Witness.this.connectionClosed.countDown();
				}

			};
		}

		void assertThatTheClientIsGivenUp() throws InterruptedException {
			long silentSince = System.nanoTime();
			assertThat(this.callCancelled.await(40, TimeUnit.SECONDS)).as("the call is cancelled").isTrue();
			assertThat(this.connectionClosed.await(20, TimeUnit.SECONDS)).as("the connection is closed").isTrue();
			// 10 s of silence and 1 s for the answer to a ping, and what a busy machine
			// needs
			assertThat(Duration.ofNanos(System.nanoTime() - silentSince)).isBetween(Duration.ofSeconds(9),
					Duration.ofSeconds(20));
		}

	}

}
