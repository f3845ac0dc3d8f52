package dev.grpcstarter.observation.autoconfigure;

import java.util.Set;
import java.util.stream.Collectors;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.autoconfigure.GrpcClientAutoConfiguration;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The meters of channels that an application opens itself.
 */
class AdHocChannelMetricsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
						SimpleMetricsExportAutoConfiguration.class, GrpcConfigurationAutoConfiguration.class,
						GrpcClientAutoConfiguration.class, GrpcClientMetricsAutoConfiguration.class))
		.withPropertyValues("grpc.client.channels.shop.target=in-process:shop-0");

	@Test
	void theRegistryDoesNotGrowWithTheNumberOfTargets() {
		this.runner.run((context) -> {
			GrpcChannels channels = context.getBean(GrpcChannels.class);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			openAndCall(channels, "shop-0");
			int before = registry.getMeters().size();
			for (int i = 1; i <= 100; i++) {
				openAndCall(channels, "shop-" + i);
			}
			assertThat(registry.getMeters()).hasSize(before);
			assertThat(targets(registry)).containsExactlyInAnyOrder("ad-hoc", "in-process:shop-0");
			assertThat(registry.get("grpc.client.attempt.started").tag("grpc.target", "ad-hoc").counter().count())
				.isEqualTo(101);
			assertThat(registry.get("grpc.client.attempt.started")
				.tag("grpc.target", "in-process:shop-0")
				.counter()
				.count()).isEqualTo(101);
		});
	}

	private static void openAndCall(GrpcChannels channels, String name) throws Exception {
		Server server = InProcessServerBuilder.forName(name).addService(new EchoService()).build().start();
		for (ManagedChannel channel : Set.of(channels.open("in-process:" + name),
				channels.openLike("shop", "in-process:" + name))) {
			assertThat(EchoGrpc.newBlockingStub(channel).say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
			channel.shutdown();
		}
		server.shutdownNow();
	}

	private static Set<String> targets(MeterRegistry registry) {
		return registry.get("grpc.client.attempt.started")
			.counters()
			.stream()
			.map((counter) -> counter.getId().getTag("grpc.target"))
			.collect(Collectors.toSet());
	}

}
