package dev.grpcstarter.server.health.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.HealthWatcher;
import dev.grpcstarter.testing.MirrorService;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class HealthGroupsTests {

	private static final String ECHO = "testing.Echo";

	private static final String MIRROR = "testing.Mirror";

	private final Indicator stock = new Indicator();

	private final Indicator till = new Indicator();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class,
				GrpcHealthGroupsAutoConfiguration.class, EndpointAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withBean(EchoService.class)
		.withBean(MirrorService.class)
		.withBean("stock", Indicator.class, () -> this.stock)
		.withBean("till", Indicator.class, () -> this.till)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1", "grpc.server.health.interval=100ms",
				"management.endpoint.health.group.inventory.include=stock",
				"management.endpoint.health.group.payment.include=till");

	private final ApplicationContextRunner echoFollowsInventory = this.runner
		.withPropertyValues("grpc.server.health.services.[testing.Echo].group=inventory");

	@Test
	void aServiceServesWhileItsGroupIsUp(CapturedOutput output) {
		this.stock.status = Status.DOWN;
		this.echoFollowsInventory.run((context) -> {
			try (TestChannel channel = TestChannel.to(context);
					HealthWatcher watcher = HealthWatcher.of(channel.channel(), ECHO)) {
				assertThat(watcher.next()).isEqualTo("NOT_SERVING");
				this.stock.status = Status.UP;
				assertThat(watcher.next()).isEqualTo("SERVING");
				this.stock.status = Status.DOWN;
				assertThat(watcher.next()).isEqualTo("NOT_SERVING");
				assertThat(check(channel, "")).isEqualTo("SERVING");
				assertThat(check(channel, MIRROR)).isEqualTo("SERVING");
				this.stock.status = Status.UP;
				assertThat(watcher.next()).isEqualTo("SERVING");
				int asked = this.stock.asked.get();
				await(() -> assertThat(this.stock.asked).hasValueGreaterThan(asked + 3));
				assertThat(watcher.knowsAll()).isTrue();
			}
		});
		assertThat(output.getAll().split("Health group 'inventory' is UP: SERVING for \\[testing.Echo]", -1))
			.hasSize(3);
		assertThat(output.getAll().split("Health group 'inventory' is DOWN: NOT_SERVING for \\[testing.Echo]", -1))
			.hasSizeBetween(2, 3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "DOWN", "OUT_OF_SERVICE", "UNKNOWN", "PARTLY", "" })
	void nothingButUpLetsAServiceServe(String status) {
		this.echoFollowsInventory.run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				await(() -> assertThat(check(channel, ECHO)).isEqualTo("SERVING"));
				this.stock.status = new Status(status);
				await(() -> assertThat(check(channel, ECHO)).isEqualTo("NOT_SERVING"));
				this.stock.status = Status.UP;
				await(() -> assertThat(check(channel, ECHO)).isEqualTo("SERVING"));
			}
		});
	}

	@Test
	void aServiceDoesNotServeBeforeItsGroupHasAnswered() {
		CountDownLatch mayAnswer = this.stock.hang();
		this.echoFollowsInventory.run((context) -> {
			try (TestChannel channel = TestChannel.to(context);
					HealthWatcher watcher = HealthWatcher.of(channel.channel(), ECHO)) {
				assertThat(watcher.next()).isEqualTo("NOT_SERVING");
				await(() -> assertThat(this.stock.asked).hasValue(1));
				assertThat(check(channel, MIRROR)).isEqualTo("SERVING");
				assertThat(watcher.knowsAll()).isTrue();
				mayAnswer.countDown();
				assertThat(watcher.next()).isEqualTo("SERVING");
			}
		});
	}

	@Test
	void probesDoNotAskTheIndicators() {
		this.echoFollowsInventory.withPropertyValues("grpc.server.health.interval=1h").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				await(() -> assertThat(check(channel, ECHO)).isEqualTo("SERVING"));
				for (int i = 0; i < 50; i++) {
					check(channel, ECHO);
					try (HealthWatcher watcher = HealthWatcher.of(channel.channel(), ECHO)) {
						assertThat(watcher.next()).isEqualTo("SERVING");
					}
				}
				assertThat(this.stock.asked).hasValue(1);
				assertThat(this.till.asked).hasValue(0);
			}
		});
	}

	@Test
	void anIndicatorThatHangsIsLoggedOnceAndHoldsUpNothingElse(CapturedOutput output) {
		this.echoFollowsInventory
			.withPropertyValues("grpc.server.health.timeout=200ms",
					"grpc.server.health.services.[testing.Mirror].group=payment")
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context);
						HealthWatcher ofMirror = HealthWatcher.of(channel.channel(), MIRROR)) {
					await(() -> assertThat(check(channel, ECHO)).isEqualTo("SERVING"));
					CountDownLatch mayAnswer = this.stock.hang();
					await(() -> assertThat(check(channel, ECHO)).isEqualTo("NOT_SERVING"));
					int asked = this.stock.asked.get();
					await(() -> assertThat(ofMirror.next()).isEqualTo("SERVING"));
					this.till.status = Status.DOWN;
					assertThat(ofMirror.next()).isEqualTo("NOT_SERVING");
					int others = this.till.asked.get();
					await(() -> assertThat(this.till.asked).hasValueGreaterThan(others + 3));
					assertThat(this.stock.asked).hasValue(asked);
					mayAnswer.countDown();
					await(() -> assertThat(check(channel, ECHO)).isEqualTo("SERVING"));
				}
			});
		assertThat(output).containsOnlyOnce("Health group 'inventory' does not answer")
			.containsOnlyOnce("Health group 'inventory' is silent after 200ms: NOT_SERVING for [testing.Echo]")
			.contains(Indicator.class.getName() + ".health(");
	}

	@Test
	void aServiceWhoseGroupIsUpServesOnlyWhileTheApplicationIsReady() {
		this.echoFollowsInventory.run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				await(() -> assertThat(check(channel, ECHO)).isEqualTo("SERVING"));
				AvailabilityChangeEvent.publish(context.getSourceApplicationContext(), ReadinessState.REFUSING_TRAFFIC);
				assertThat(check(channel, ECHO)).isEqualTo("NOT_SERVING");
				int asked = this.stock.asked.get();
				await(() -> assertThat(this.stock.asked).hasValueGreaterThan(asked + 2));
				assertThat(check(channel, ECHO)).isEqualTo("NOT_SERVING");
			}
		});
	}

	@Test
	void theServerAsAWholeMayHaveAGroupToo(CapturedOutput output) {
		this.runner.withPropertyValues("grpc.server.health.group=payment").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				await(() -> assertThat(check(channel, "")).isEqualTo("SERVING"));
				this.till.status = Status.DOWN;
				await(() -> assertThat(check(channel, "")).isEqualTo("NOT_SERVING"));
				assertThat(check(channel, ECHO)).isEqualTo("SERVING");
			}
		});
		assertThat(output).contains("Health group 'payment' is DOWN: NOT_SERVING for [the server]");
	}

	@Test
	void afterAPauseTheGroupIsAskedAgainBeforeItsServiceServes() {
		this.echoFollowsInventory.run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				await(() -> assertThat(check(channel, ECHO)).isEqualTo("SERVING"));
			}
			ConfigurableApplicationContext application = context.getSourceApplicationContext();
			application.stop();
			CountDownLatch mayAnswer = this.stock.hang();
			application.start();
			try (TestChannel channel = TestChannel.to(context)) {
				assertThat(check(channel, ECHO)).isEqualTo("NOT_SERVING");
				mayAnswer.countDown();
				await(() -> assertThat(check(channel, ECHO)).isEqualTo("SERVING"));
			}
		});
	}

	@Test
	void theCloseLeavesNoThreadNotEvenOneThatHangs() {
		this.echoFollowsInventory.run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				await(() -> assertThat(check(channel, ECHO)).isEqualTo("SERVING"));
			}
			int asked = this.stock.asked.get();
			this.stock.hang();
			await(() -> assertThat(this.stock.asked).hasValueGreaterThan(asked));
			assertThat(Thread.getAllStackTraces().keySet()).filteredOn(HealthGroupsTests::isOfHealth).isNotEmpty();
		});
		await(() -> assertThat(Thread.getAllStackTraces().keySet()).noneMatch(HealthGroupsTests::isOfHealth));
	}

	@Test
	void withoutGroupsThereIsNoThreadAndNoQuestion() {
		this.runner.run((context) -> {
			assertThat(Thread.getAllStackTraces().keySet()).noneMatch(HealthGroupsTests::isOfHealth);
			assertThat(this.stock.asked).hasValue(0);
		});
	}

	private static boolean isOfHealth(Thread thread) {
		return thread.getName().startsWith("grpc-health-");
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
	}

	private static String check(TestChannel channel, String service) {
		return HealthGrpc.newBlockingStub(channel.channel())
			.check(HealthCheckRequest.newBuilder().setService(service).build())
			.getStatus()
			.name();
	}

}
