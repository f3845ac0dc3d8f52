package dev.grpcstarter.server.autoconfigure;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.observation.autoconfigure.GrpcServerMetricsAutoConfiguration;
import dev.grpcstarter.server.BuiltInService;
import dev.grpcstarter.server.GrpcServices;
import dev.grpcstarter.server.ServerBuilderCustomizer;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.HealthWatcher;
import dev.grpcstarter.testing.MirrorService;
import dev.grpcstarter.testing.TestChannel;
import dev.grpcstarter.testing.Tls;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A parent and a child that each have a server.
 */
class ChildContextTests {

	private final ApplicationContextRunner server = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerTlsAutoConfiguration.class,
				GrpcServerAutoConfiguration.class, GrpcServerMetricsAutoConfiguration.class))
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1", "grpc.server.executor=platform");

	private final ApplicationContextRunner parent = this.server.withBean(EchoService.class)
		.withPropertyValues("grpc.server.platform.threads=7");

	private final ApplicationContextRunner child = this.server.withBean(MirrorService.class)
		.withPropertyValues("grpc.server.platform.threads=5");

	@Test
	void eachHasItsOwnBuiltInServices() {
		this.parent.run((above) -> this.child.withParent(above).run((below) -> {
			assertThat(below.getBean(GrpcServices.class).names()).containsExactly("testing.Mirror",
					"grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
					"grpc.reflection.v1alpha.ServerReflection");
			try (TestChannel toParent = TestChannel.to(above); TestChannel toChild = TestChannel.to(below)) {
				assertThat(Probe.check(toParent.channel(), "testing.Echo")).isEqualTo("SERVING");
				assertThat(Probe.check(toChild.channel(), "testing.Mirror")).isEqualTo("SERVING");
			}
		}));
	}

	@Test
	void whatTheChildSwitchesOffItDoesNotTakeFromItsParent() {
		this.parent.run((above) -> {
			try (TestChannel toParent = TestChannel.to(above);
					HealthWatcher watcher = HealthWatcher.of(toParent.channel(), "testing.Echo")) {
				assertThat(watcher.next()).isEqualTo("SERVING");
				this.child.withParent(above)
					.withPropertyValues("grpc.server.health.enabled=false", "grpc.server.reflection.enabled=false")
					.run((below) -> assertThat(below.getBean(GrpcServices.class).names())
						.containsExactly("testing.Mirror"));
				assertThat(Probe.check(toParent.channel(), "")).isEqualTo("SERVING");
				assertThat(Probe.check(toParent.channel(), "testing.Echo")).isEqualTo("SERVING");
			}
		});
	}

	@Test
	void ofTwoBuiltInServicesOfOneNameTheFirstIsServed() {
		this.server.withBean(BuiltInService.class, () -> EchoService::new)
			.withBean("another", BuiltInService.class, () -> EchoService::new)
			.run((context) -> assertThat(context.getBean(GrpcServices.class).definitions())
				.filteredOn((service) -> service.getServiceDescriptor().getName().equals("testing.Echo"))
				.hasSize(1));
	}

	@Test
	void theChildSpeaksPlaintextThoughItsParentSpeaksTls() {
		this.parent.withPropertyValues(Tls.bundle("shop", "server"))
			.withPropertyValues("grpc.server.ssl.bundle=shop")
			.run((above) -> this.child.withParent(above).withPropertyValues("grpc.server.ssl.bundle=").run((below) -> {
				try (TestChannel toChild = TestChannel.to(below)) {
					assertThat(toChild.mirror().reverse(EchoService.phrase("ab")).getText()).isEqualTo("ba");
				}
			}));
	}

	@Test
	void customizersOfTheParentLeaveTheChildAlone() {
		this.parent
			.withBean(ServerBuilderCustomizer.class,
					() -> (address, builder) -> builder.addService(new MirrorService()))
			.run((above) -> this.server.withParent(above).withBean(EchoService.class).run((below) -> {
				try (TestChannel toParent = TestChannel.to(above); TestChannel toChild = TestChannel.to(below)) {
					assertThat(toParent.mirror().reverse(EchoService.phrase("ab")).getText()).isEqualTo("ba");
					assertThatExceptionOfType(StatusRuntimeException.class)
						.isThrownBy(() -> toChild.mirror().reverse(EchoService.phrase("ab")))
						.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
				}
			}));
	}

	@Test
	void inTheRegistryOfTheParentEachHasItsMetersForAsLongAsItLives() {
		this.parent.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues(Tls.bundle("shop", "server"))
			.withPropertyValues(Tls.bundle("stock", "server"))
			.withPropertyValues("grpc.server.ssl.bundle=shop")
			.run((above) -> {
				MeterRegistry registry = above.getBean(MeterRegistry.class);
				this.child.withParent(above).withPropertyValues("grpc.server.ssl.bundle=stock").run((below) -> {
					assertThat(poolSize(registry, "grpc-server")).isEqualTo(7);
					assertThat(poolSize(registry, "grpc-server-2")).isEqualTo(5);
					assertThat(registry.find("grpc.server.certificate.expiry").timeGauges()).hasSize(2);
				});
				assertThat(poolSize(registry, "grpc-server")).isEqualTo(7);
				assertThat(registry.find("executor.pool.max").gauges()).hasSize(1);
				assertThat(registry.get("grpc.server.certificate.expiry").timeGauge().getId().getTag("bundle"))
					.isEqualTo("shop");
			});
	}

	@Test
	void aCallToTheChildCountsOnceInTheRegistryOfTheParent() {
		this.parent.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((above) -> this.child.withParent(above).run((below) -> {
				try (TestChannel toChild = TestChannel.to(below)) {
					toChild.mirror().reverse(EchoService.phrase("ab"));
				}
				assertThat(above.getBean(MeterRegistry.class)
					.get("grpc.server.call.started")
					.tag("grpc.method", "testing.Mirror/Reverse")
					.counter()
					.count()).isEqualTo(1);
			}));
	}

	@Test
	void aCallToTheChildCountsInTheRegistryOfTheChildWhereItHasOne() {
		this.parent.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((above) -> this.child.withParent(above)
				.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
				.run((below) -> {
					assertThat(poolSize(below.getBean(MeterRegistry.class), "grpc-server")).isEqualTo(5);
					assertThat(below.getBean(MeterRegistry.class)
						.find("grpc.server.call.started")
						.tag("grpc.method", "testing.Mirror/Reverse")
						.counter()).isNotNull();
				}));
	}

	private static double poolSize(MeterRegistry registry, String name) {
		return registry.get("executor.pool.max").tag("name", name).gauge().value();
	}

}
