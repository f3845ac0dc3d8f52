package dev.grpcstarter.server.autoconfigure;

import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.call.GrpcCall;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.BuiltInService;
import dev.grpcstarter.server.GrpcServerLifecycle;
import dev.grpcstarter.server.ServerShutdown;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class GrpcServerDrainTests {

	private static final Executor OWN_THREAD = (task) -> new Thread(task).start();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@Test
	void duringTheDrainNewConnectionsAreServedAndHealthSendsThemAway() {
		this.runner.withBean(EchoService.class).withPropertyValues("grpc.server.shutdown.drain=5s").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				assertThat(Probe.check(channel.channel(), "")).isEqualTo("SERVING");
				CompletableFuture<Void> stop = stop(context);
				Awaitility.await()
					.untilAsserted(() -> assertThat(Probe.check(channel.channel(), "")).isEqualTo("NOT_SERVING"));
				try (TestChannel late = TestChannel.to(context)) {
					assertThat(late.echo().say(EchoService.phrase("late")).getText()).isEqualTo("late");
				}
				assertThat(stop).isNotDone();
				stop.get(20, TimeUnit.SECONDS);
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "kubernetes,,PT5S", "kubernetes,1s,PT1S", "kubernetes,0,PT0S", "none,,PT0S", "none,3s,PT3S" })
	void onKubernetesTheDrainTakesFiveSecondsUnlessItIsSet(String platform, String drain, Duration expected) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class))
			.withUserConfiguration(Settings.class)
			.withPropertyValues("spring.main.cloud-platform=" + platform)
			.withPropertyValues(
					(drain != null) ? new String[] { "grpc.server.shutdown.drain=" + drain } : new String[0])
			.run((context) -> assertThat(context.getBean(ServerSettings.class).shutdown())
				.isEqualTo(new ServerShutdown(expected, Duration.ofSeconds(20))));
	}

	@Test
	void whatIsCancelledAfterTheGraceIsLoggedWithItsMethodItsAgeAndItsPeer(CapturedOutput output) {
		CountDownLatch arrived = new CountDownLatch(1);
		this.runner.withBean(EchoService.class, () -> new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				arrived.countDown();
			}

		}).withPropertyValues("grpc.server.shutdown.grace=200ms").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				CompletableFuture<Throwable> failure = new CompletableFuture<>();
				EchoGrpc.newStub(channel.channel()).say(EchoService.phrase("never"), new End<>(failure));
				assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
				stop(context).get(20, TimeUnit.SECONDS);
				assertThat(failure.get(20, TimeUnit.SECONDS)).isNotNull();
				assertThat(output).contains("cancels what is still in flight after 200ms:")
					.containsPattern("    testing.Echo/Say, begun \\d+ms ago, from 127.0.0.1:\\d+");
			}
		});
	}

	@Test
	void aStreamThatAsksForItIsToldAndMaySayGoodbye() {
		CountDownLatch arrived = new CountDownLatch(1);
		this.runner.withBean(EchoService.class, () -> new EchoService() {

			@Override
			public void sayTimes(Phrase request, StreamObserver<Phrase> caller) {
				GrpcCall.current().onDrain(caller::onCompleted);
				arrived.countDown();
			}

		}).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				CompletableFuture<Throwable> end = new CompletableFuture<>();
				EchoGrpc.newStub(channel.channel()).sayTimes(EchoService.phrase("watch"), new End<>(end));
				assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
				stop(context).get(10, TimeUnit.SECONDS);
				assertThat(Status.fromThrowable(end.get(20, TimeUnit.SECONDS)).getDescription()).isEqualTo("completed");
			}
		});
	}

	@Test
	void anActionThatBlocksDoesNotHoldUpTheStopForLongerThanTheGrace() {
		CountDownLatch arrived = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		this.runner.withBean(EchoService.class, () -> new EchoService() {

			@Override
			public void sayTimes(Phrase request, StreamObserver<Phrase> caller) {
				GrpcCall.current().onDrain(() -> {
					try {
						stopped.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				});
				arrived.countDown();
			}

		}).withPropertyValues("grpc.server.shutdown.grace=200ms").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				EchoGrpc.newStub(channel.channel())
					.sayTimes(EchoService.phrase("watch"), new End<>(new CompletableFuture<>()));
				assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
				stop(context).get(15, TimeUnit.SECONDS);
			}
			finally {
				stopped.countDown();
			}
		});
	}

	@Test
	void aConnectionThatNeverSpeaksDoesNotHoldUpTheStop(CapturedOutput output) {
		this.runner.withBean(EchoService.class).run((context) -> {
			int port = context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class);
			try (Socket silent = new Socket("127.0.0.1", port); TestChannel channel = TestChannel.to(context)) {
				assertThat(silent.isConnected()).isTrue();
				channel.echo().say(EchoService.phrase("the acceptor has seen the other one, too"));
				// gRPC itself waits for ten seconds
				stop(context).get(8, TimeUnit.SECONDS);
				assertThat(output).doesNotContain("cancels what is still in flight");
			}
		});
	}

	@Test
	void aBuiltInServiceThatFailsDoesNotKeepTheServerFromStopping() {
		this.runner.withBean(EchoService.class)
			.withBean("failing", BuiltInService.class, Failing::new)
			.run((context) -> {
				GrpcServerLifecycle lifecycle = context.getBean(GrpcServerLifecycle.class);
				lifecycle.stop();
				assertThat(lifecycle.isRunning()).isFalse();
			});
	}

	@Test
	void anOpenReflectionStreamDoesNotHoldUpTheStop() {
		this.runner.withBean(EchoService.class).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				CompletableFuture<Throwable> end = new CompletableFuture<>();
				CountDownLatch answered = new CountDownLatch(1);
				StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel.channel())
					.serverReflectionInfo(new End<>(end) {

						@Override
						public void onNext(ServerReflectionResponse response) {
							answered.countDown();
						}

					});
				requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
				assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
				stop(context).get(10, TimeUnit.SECONDS);
				assertThat(Status.fromThrowable(end.get(20, TimeUnit.SECONDS)))
					.extracting(Status::getCode, Status::getDescription)
					.containsExactly(Status.Code.UNAVAILABLE, "the server is shutting down");
			}
		});
	}

	private static CompletableFuture<Void> stop(ApplicationContext context) {
		return CompletableFuture.runAsync(context.getBean(GrpcServerLifecycle.class)::stop, OWN_THREAD);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(GrpcServerProperties.class)
	static class Settings {

		@Bean
		ServerSettings settings(GrpcServerProperties properties, Environment environment) {
			return ServerSettings.of(properties, environment);
		}

	}

	private static final class Failing implements BuiltInService {

		@Override
		public BindableService service() {
			return new MirrorService();
		}

		@Override
		public void draining() {
			throw new IllegalStateException("on purpose");
		}

		@Override
		public void stopping() {
			throw new IllegalStateException("on purpose");
		}

	}

	private static class End<T> implements StreamObserver<T> {

		private final CompletableFuture<Throwable> end;

		End(CompletableFuture<Throwable> end) {
			this.end = end;
		}

		@Override
		public void onNext(T reply) {
			// only the end is of interest
		}

		@Override
		public void onError(Throwable failure) {
			this.end.complete(failure);
		}

		@Override
		public void onCompleted() {
			this.end.complete(Status.UNKNOWN.withDescription("completed").asException());
		}

	}

}
