package dev.grpcstarter.conformance.stop;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.conformance.process.Child;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * An application that is told to stop in the middle of its work: it leaves in the same
 * order however it is told.
 */
@Execution(ExecutionMode.CONCURRENT)
class StopTests {

	private static final Logger logger = LoggerFactory.getLogger(StopTests.class);

	private static final Duration DRAIN = Duration.ofSeconds(2);

	// the slow call has to end within it, also on a busy machine
	private static final Duration GRACE = Duration.ofSeconds(20);

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void theApplicationLeavesInGoodOrder(HowToStop how) throws Exception {
		try (BackService back = new BackService();
				Child application = Child.jvm(List.of(), StoppedApplication.class, "--grpc.server.address=127.0.0.1",
						"--grpc.server.port=0", "--grpc.server.shutdown.drain=" + DRAIN,
						"--grpc.server.shutdown.grace=" + GRACE,
						"--grpc.client.channels.back.target=dns:///" + back.target(),
						"--spring.application.admin.enabled=true");
				Caller caller = new Caller(port(application))) {
			Future<SimpleResponse> slow = caller.future().unaryCall(SimpleRequest.getDefaultInstance());
			back.awaitCall();
			Iterator<StreamingOutputCallResponse> endless = caller.blocking()
				.streamingOutputCall(StreamingOutputCallRequest.getDefaultInstance());
			endless.next();
			Iterator<HealthCheckResponse> health = caller.watch();
			assertThat(health.next().getStatus()).isEqualTo(ServingStatus.SERVING);

			long told = System.nanoTime();
			tell(application, how);
			assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
			long within = Long.parseLong(application.awaitLine("A watch was told after (\\d+) ms").group(1));
			logger.info("{}: NOT_SERVING after {} ms, here after {} ms", how, within, since(told).toMillis());
			assertThat(within).as("milliseconds until NOT_SERVING").isLessThan(100);
			// with the way of the signal there and of the news back, on a busy machine
			assertThat(since(told)).as("time until NOT_SERVING is known").isLessThan(DRAIN);

			awaitTheEndOfTheDrain(application);
			assertThat(since(told)).as("drain").isBetween(DRAIN.minusMillis(200), DRAIN.plus(GRACE));
			back.answer();
			assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo(SimpleResponse.getDefaultInstance());
			assertThat(back.wasCalledAgain()).isTrue();

			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(endless::next)
				.satisfies((failure) -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.CANCELLED));
			assertThat(since(told)).as("drain and grace").isGreaterThan(DRAIN.plus(GRACE).minusMillis(200));
			assertThat(application.awaitExit(Duration.ofSeconds(30))).as(application.output())
				.isEqualTo(how.exitCode());
			assertThat(application.output()).containsPattern(
					"grpc\\.testing\\.TestService/StreamingOutputCall, begun \\d+s.* ago, from .*127\\.0\\.0\\.1:\\d+");
		}
	}

	private static int port(Child application) {
		return Integer.parseInt(application.awaitLine("listens on \\[127\\.0\\.0\\.1:(\\d+)]").group(1));
	}

	private static void tell(Child application, HowToStop how) throws Exception {
		if (how == HowToStop.SIGTERM) {
			application.terminate();
		}
		else {
			application.writeLine(how.name());
		}
	}

	private static Duration since(long begin) {
		return Duration.ofNanos(System.nanoTime() - begin);
	}

	/**
	 * Until then, everybody who connects is served.
	 */
	private static void awaitTheEndOfTheDrain(Child application) {
		try (Caller first = new Caller(port(application))) {
			first.call();
		}
		await().atMost(Duration.ofSeconds(20)).ignoreNoExceptions().until(() -> {
			try (Caller next = new Caller(port(application))) {
				next.call();
				return false;
			}
			catch (StatusRuntimeException ex) {
				assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
				return true;
			}
		});
	}

	/**
	 * A client with a connection of its own.
	 */
	private static final class Caller implements AutoCloseable {

		private final ManagedChannel channel;

		Caller(int port) {
			this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
		}

		TestServiceGrpc.TestServiceFutureStub future() {
			return TestServiceGrpc.newFutureStub(this.channel);
		}

		TestServiceGrpc.TestServiceBlockingStub blocking() {
			return TestServiceGrpc.newBlockingStub(this.channel).withDeadlineAfter(120, TimeUnit.SECONDS);
		}

		Iterator<HealthCheckResponse> watch() {
			return HealthGrpc.newBlockingStub(this.channel).watch(HealthCheckRequest.getDefaultInstance());
		}

		void call() {
			blocking().emptyCall(Empty.getDefaultInstance());
		}

		@Override
		public void close() {
			this.channel.shutdownNow();
		}

	}

}
