package dev.grpcstarter.server.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GrpcServerLifecycle;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GrpcServerLifecycleTests {

	private static final Executor OWN_THREAD = (task) -> new Thread(task).start();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(SlowEcho.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@Test
	void aCallInFlightEndsWithinTheGraceBeforeTheServerHasStopped() {
		this.runner.run((context) -> {
			SlowEcho echo = context.getBean(SlowEcho.class);
			try (TestChannel channel = TestChannel.to(context)) {
				CompletableFuture<Phrase> call = CompletableFuture
					.supplyAsync(() -> channel.echo().say(EchoService.phrase("slow")), OWN_THREAD);
				assertThat(echo.arrived.await(10, TimeUnit.SECONDS)).isTrue();
				CompletableFuture<Void> stop = CompletableFuture
					.runAsync(() -> context.getBean(GrpcServerLifecycle.class).stop(), OWN_THREAD);
				awaitRefusal(channel);
				assertThat(stop).isNotDone();
				echo.mayEnd.countDown();
				assertThat(call.get(10, TimeUnit.SECONDS).getText()).isEqualTo("slow");
				stop.get(10, TimeUnit.SECONDS);
			}
		});
	}

	@Test
	void aCallLongerThanTheGraceIsCancelled() {
		this.runner.withPropertyValues("grpc.server.shutdown.grace=100ms").run((context) -> {
			SlowEcho echo = context.getBean(SlowEcho.class);
			try (TestChannel channel = TestChannel.to(context)) {
				CompletableFuture<Phrase> call = CompletableFuture
					.supplyAsync(() -> channel.echo().say(EchoService.phrase("slow")), OWN_THREAD);
				assertThat(echo.arrived.await(10, TimeUnit.SECONDS)).isTrue();
				context.getBean(GrpcServerLifecycle.class).stop();
				assertThat(echo.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
				assertThat(call).failsWithin(Duration.ofSeconds(10))
					.withThrowableThat()
					.havingRootCause()
					.isInstanceOfSatisfying(StatusRuntimeException.class, (ex) -> assertThat(ex.getStatus().getCode())
						.isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED));
				echo.mayEnd.countDown();
			}
		});
	}

	@Test
	void aHealthWatchSeesTheEndAndDoesNotHoldItUp() {
		this.runner.run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				Watch watch = new Watch();
				HealthGrpc.newStub(channel.channel()).watch(HealthCheckRequest.getDefaultInstance(), watch);
				assertThat(watch.first.await(10, TimeUnit.SECONDS)).isTrue();
				long begin = System.nanoTime();
				context.getBean(GrpcServerLifecycle.class).stop();
				assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
				assertThat(watch.end.await(10, TimeUnit.SECONDS)).isTrue();
				assertThat(watch.seen).containsExactly("SERVING", "NOT_SERVING", "UNAVAILABLE");
			}
		});
	}

	@Test
	void theServerStopsAndStartsAgainOnTheSamePort() {
		int port = TestSocketUtils.findAvailableTcpPort();
		this.runner.withPropertyValues("grpc.server.port=" + port).run((context) -> {
			context.getBean(SlowEcho.class).mayEnd.countDown();
			ConfigurableApplicationContext application = context.getSourceApplicationContext();
			for (int i = 0; i < 3; i++) {
				try (TestChannel channel = TestChannel.toPort(port)) {
					assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
					assertThat(Probe.check(channel.channel(), "testing.Echo")).isEqualTo("SERVING");
				}
				application.stop();
				new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
				application.start();
			}
		});
	}

	private static void awaitRefusal(TestChannel channel) {
		Awaitility.await()
			.untilAsserted(() -> assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> Probe.check(channel.channel(), ""))
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE)));
	}

	static class SlowEcho extends EchoService {

		private final CountDownLatch arrived = new CountDownLatch(1);

		private final CountDownLatch mayEnd = new CountDownLatch(1);

		private final CountDownLatch cancelled = new CountDownLatch(1);

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			Context.current().addListener((context) -> this.cancelled.countDown(), Runnable::run);
			this.arrived.countDown();
			try {
				assertThat(this.mayEnd.await(20, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			if (!Context.current().isCancelled()) {
				super.say(request, caller);
			}
		}

	}

	private static final class Watch implements StreamObserver<HealthCheckResponse> {

		private final List<String> seen = new ArrayList<>();

		private final CountDownLatch first = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		@Override
		public void onNext(HealthCheckResponse response) {
			this.seen.add(response.getStatus().name());
			this.first.countDown();
		}

		@Override
		public void onError(Throwable failure) {
			this.seen.add(Status.fromThrowable(failure).getCode().name());
			this.end.countDown();
		}

		@Override
		public void onCompleted() {
			this.end.countDown();
		}

	}

}
