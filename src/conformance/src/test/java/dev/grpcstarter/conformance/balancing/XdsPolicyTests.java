package dev.grpcstarter.conformance.balancing;

import dev.grpcstarter.client.GrpcChannels;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Policies that come with grpc-xds are there by name.
 */
class XdsPolicyTests {

	@ParameterizedTest
	@ValueSource(strings = { "weighted_round_robin", "least_request_experimental" })
	void aPolicyOfGrpcXdsBalancesAChannel(String policy) {
		try (ConfigurableApplicationContext server = run("--grpc.server.port=0", "--grpc.server.address=127.0.0.1");
				ConfigurableApplicationContext client = run("--grpc.server.enabled=false",
						"--grpc.client.channels.back.target=127.0.0.1:"
								+ server.getEnvironment().getRequiredProperty("local.grpc.server.port"),
						"--grpc.client.channels.back.load-balancing=" + policy)) {
			assertThat(HealthGrpc.newBlockingStub(client.getBean(GrpcChannels.class).get("back"))
				.check(HealthCheckRequest.getDefaultInstance())
				.getStatus()).isEqualTo(ServingStatus.SERVING);
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(Application.class).run(arguments);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
