package dev.grpcstarter.server;

import dev.grpcstarter.client.GrpcChannels;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application on the class path of this starter, and on nothing else.
 */
@SpringBootTest(properties = { "grpc.server.port=0", "grpc.server.address=127.0.0.1" })
class ServerStarterTests {

	@Autowired
	private ApplicationContext context;

	@Test
	void theServerAnswers(@Value("${local.grpc.server.port}") int port) {
		ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
		try {
			assertThat(HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance()).getStatus())
				.isEqualTo(ServingStatus.SERVING);
		}
		finally {
			channel.shutdownNow();
		}
	}

	@Test
	void nothingOfTheClientIsWired() {
		assertThat(this.context.getBeanProvider(GrpcChannels.class).getIfAvailable()).isNull();
		assertThat(this.context.getBeanDefinitionNames())
			.noneMatch((name) -> name.startsWith("grpcClient") || name.contains(".client."));
	}

	@Test
	void itBringsThePresetOfReactor() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(EnvironmentPostProcessor.class, (type, name, failure) -> {
				// others need more than a constructor without arguments
			})).anyMatch((processor) -> processor.getClass().getSimpleName().equals("ReactorContextPropagation"));
	}

	@Test
	void neitherMicrometerNorAWebStackIsNeeded() {
		assertThat(ClassUtils.isPresent("io.micrometer.core.instrument.MeterRegistry", null)).isFalse();
		assertThat(ClassUtils.isPresent("org.springframework.web.context.WebApplicationContext", null)).isFalse();
	}

	@SpringBootApplication
	static class Application {

	}

}
