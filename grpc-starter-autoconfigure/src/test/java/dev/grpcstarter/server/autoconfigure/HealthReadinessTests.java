package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.HealthWatcher;
import dev.grpcstarter.testing.TestChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class HealthReadinessTests {

	@Test
	void anApplicationIsNotServingUntilItsRunnersAreDone() throws Exception {
		CompletableFuture<ApplicationContext> started = new CompletableFuture<>();
		CountDownLatch runnerMayEnd = new CountDownLatch(1);
		CompletableFuture<ConfigurableApplicationContext> run = CompletableFuture.supplyAsync(() -> application()
			.initializers((context) -> runnerThatWaits((GenericApplicationContext) context, started, runnerMayEnd))
			.run());
		try (TestChannel channel = TestChannel.to(started.get(20, TimeUnit.SECONDS));
				HealthWatcher ofServer = HealthWatcher.of(channel.channel(), "");
				HealthWatcher ofEcho = HealthWatcher.of(channel.channel(), "testing.Echo")) {
			assertThat(ofServer.next()).isEqualTo("NOT_SERVING");
			assertThat(ofEcho.next()).isEqualTo("NOT_SERVING");
			assertThat(Probe.check(channel.channel(), "grpc.health.v1.Health")).isEqualTo("NOT_SERVING");
			// calls are served all the same: the runner may need them
			assertThat(channel.echo().say(EchoService.phrase("early")).getText()).isEqualTo("early");
			assertThat(run).isNotDone();
			assertThat(ofServer.knowsAll()).isTrue();
			runnerMayEnd.countDown();
			assertThat(ofServer.next()).isEqualTo("SERVING");
			assertThat(ofEcho.next()).isEqualTo("SERVING");
		}
		finally {
			runnerMayEnd.countDown();
			run.get(20, TimeUnit.SECONDS).close();
		}
	}

	@Test
	void watchesFollowTheReadinessOfTheApplication() throws Exception {
		try (ConfigurableApplicationContext context = application().run();
				TestChannel channel = TestChannel.to(context);
				HealthWatcher ofServer = HealthWatcher.of(channel.channel(), "");
				HealthWatcher ofEcho = HealthWatcher.of(channel.channel(), "testing.Echo")) {
			assertThat(ofServer.next()).isEqualTo("SERVING");
			assertThat(ofEcho.next()).isEqualTo("SERVING");
			AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
			assertThat(ofServer.next()).isEqualTo("NOT_SERVING");
			assertThat(ofEcho.next()).isEqualTo("NOT_SERVING");
			assertThat(Probe.check(channel.channel(), "testing.Echo")).isEqualTo("NOT_SERVING");
			// as a bean does that has lost what it needs and found it again
			AvailabilityChangeEvent.publish(context, this, ReadinessState.ACCEPTING_TRAFFIC);
			assertThat(ofServer.next()).isEqualTo("SERVING");
			assertThat(ofEcho.next()).isEqualTo("SERVING");
		}
	}

	@Test
	void theReadinessOfAChildContextIsItsOwn() throws Exception {
		try (ConfigurableApplicationContext parent = application().run();
				TestChannel toParent = TestChannel.to(parent);
				HealthWatcher ofParent = HealthWatcher.of(toParent.channel(), "")) {
			assertThat(ofParent.next()).isEqualTo("SERVING");
			try (ConfigurableApplicationContext child = application().parent(parent).run();
					TestChannel toChild = TestChannel.to(child);
					HealthWatcher ofChild = HealthWatcher.of(toChild.channel(), "")) {
				assertThat(ofChild.next()).isEqualTo("SERVING");
				AvailabilityChangeEvent.publish(child, ReadinessState.REFUSING_TRAFFIC);
				assertThat(ofChild.next()).isEqualTo("NOT_SERVING");
			}
			assertThat(Probe.check(toParent.channel(), "")).isEqualTo("SERVING");
			assertThat(ofParent.knowsAll()).isTrue();
		}
	}

	@Test
	void theCloseOfTheContextIsToldBeforeAnythingStopsAndOpenWatchesDoNotHoldItUp() throws Exception {
		CountDownLatch told = new CountDownLatch(1);
		SlowClose slowClose = new SlowClose(told);
		ConfigurableApplicationContext context = application()
			.initializers(
					(target) -> ((GenericApplicationContext) target).registerBean(SlowClose.class, () -> slowClose))
			.run();
		try (TestChannel channel = TestChannel.to(context);
				HealthWatcher ofServer = HealthWatcher.of(channel.channel(), "");
				HealthWatcher ofUnknown = HealthWatcher.of(channel.channel(), "no.Such")) {
			assertThat(ofServer.next()).isEqualTo("SERVING");
			assertThat(ofUnknown.next()).isEqualTo("SERVICE_UNKNOWN");
			CompletableFuture<Duration> close = CompletableFuture.supplyAsync(() -> {
				context.close();
				return slowClose.sinceThen();
			});
			assertThat(ofServer.next()).isEqualTo("NOT_SERVING");
			assertThat(Probe.check(channel.channel(), "testing.Echo")).isEqualTo("NOT_SERVING");
			assertThat(close).isNotDone();
			told.countDown();
			assertThat(ofServer.next()).isEqualTo("UNAVAILABLE");
			assertThat(ofUnknown.next()).isEqualTo("UNAVAILABLE");
			assertThat(close.get(60, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(10));
			assertThat(slowClose.states).containsExactly(ReadinessState.ACCEPTING_TRAFFIC,
					ReadinessState.REFUSING_TRAFFIC);
		}
		finally {
			told.countDown();
			context.close();
		}
	}

	@Test
	void readinessThatIsOffAlreadyIsNotEndedAgain() {
		SlowClose listener = new SlowClose(new CountDownLatch(0));
		ConfigurableApplicationContext context = application()
			.initializers(
					(target) -> ((GenericApplicationContext) target).registerBean(SlowClose.class, () -> listener))
			.run();
		// as Boot's web contexts do when they begin to close
		AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
		context.close();
		assertThat(listener.states).containsExactly(ReadinessState.ACCEPTING_TRAFFIC, ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void aContextThatNobodyRunsServesAsSoonAsItsServerDoesAndEndsLikeOthers() throws Exception {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
					GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
			.withBean(EchoService.class)
			.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1")
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context);
						HealthWatcher ofEcho = HealthWatcher.of(channel.channel(), "testing.Echo")) {
					assertThat(ofEcho.next()).isEqualTo("SERVING");
					context.close();
					assertThat(ofEcho.next()).isEqualTo("NOT_SERVING");
					assertThat(ofEcho.next()).isEqualTo("UNAVAILABLE");
				}
			});
	}

	@Test
	void afterAPauseHealthIsWhatTheReadinessSays() throws Exception {
		try (ConfigurableApplicationContext context = application().run()) {
			context.stop();
			context.start();
			try (TestChannel channel = TestChannel.to(context);
					HealthWatcher ofServer = HealthWatcher.of(channel.channel(), "")) {
				assertThat(ofServer.next()).isEqualTo("SERVING");
				AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
				assertThat(ofServer.next()).isEqualTo("NOT_SERVING");
			}
			context.pause();
			context.restart();
			try (TestChannel channel = TestChannel.to(context);
					HealthWatcher ofServer = HealthWatcher.of(channel.channel(), "")) {
				assertThat(ofServer.next()).isEqualTo("NOT_SERVING");
				AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
				assertThat(ofServer.next()).isEqualTo("SERVING");
			}
		}
	}

	private static SpringApplicationBuilder application() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("grpc.server.port=0", "grpc.server.address=127.0.0.1", "spring.main.banner-mode=off");
	}

	private static void runnerThatWaits(GenericApplicationContext context,
			CompletableFuture<ApplicationContext> started, CountDownLatch mayEnd) {
		context.registerBean(ApplicationRunner.class, () -> (arguments) -> {
			started.complete(context);
			assertThat(mayEnd.await(60, TimeUnit.SECONDS)).isTrue();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcBuiltInServicesAutoConfiguration.class,
			GrpcServerAutoConfiguration.class })
	@Import(EchoService.class)
	static class Application {

	}

	/**
	 * Holds up the close, as a listener that takes its time.
	 */
	static class SlowClose {

		private final List<ReadinessState> states = new CopyOnWriteArrayList<>();

		private final CountDownLatch told;

		private volatile long goesOn;

		SlowClose(CountDownLatch told) {
			this.told = told;
		}

		@Order(Ordered.HIGHEST_PRECEDENCE + 1)
		@EventListener
		void onClosed(ContextClosedEvent event) throws InterruptedException {
			assertThat(this.told.await(60, TimeUnit.SECONDS)).isTrue();
			this.goesOn = System.nanoTime();
		}

		@EventListener
		void onReadiness(AvailabilityChangeEvent<ReadinessState> event) {
			this.states.add(event.getState());
		}

		Duration sinceThen() {
			return Duration.ofNanos(System.nanoTime() - this.goesOn);
		}

	}

}
