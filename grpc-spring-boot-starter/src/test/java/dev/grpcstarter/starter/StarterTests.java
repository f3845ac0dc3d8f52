package dev.grpcstarter.starter;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import dev.grpcstarter.client.GrpcClient;
import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application on the class path of this starter that configures nothing but its ports
 * and one channel.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = { "grpc.server.port=none",
		"grpc.server.in-process-name=starter-tests", "grpc.client.channels.self.target=in-process:starter-tests" })
class StarterTests {

	@GrpcClient("self")
	private Channel self;

	@Value("${local.server.port}")
	private int port;

	@Test
	void theScrapeShowsTheCallsOfBothSides() throws Exception {
		HealthGrpc.newBlockingStub(this.self).check(HealthCheckRequest.getDefaultInstance());
		Awaitility.await()
			.untilAsserted(() -> assertThat(get(this.port, "/actuator/prometheus").body()).contains(
					"grpc_server_call_duration_seconds_count{grpc_method=\"grpc.health.v1.Health/Check\",grpc_status=\"OK\"} 1",
					"grpc_client_call_duration_seconds_count{grpc_method=\"grpc.health.v1.Health/Check\",grpc_status=\"OK\",grpc_target=\"in-process:starter-tests\"} 1",
					"jvm_memory_used_bytes"));
	}

	@Test
	void healthIsExposedAndNothingElseIs() throws Exception {
		assertThat(get(this.port, "/actuator/health").statusCode()).isEqualTo(200);
		assertThat(get(this.port, "/actuator/env").statusCode()).isEqualTo(404);
	}

	@Test
	void whatAnApplicationSaysOfExposureWinsEvenFromItsDefaultProperties() throws Exception {
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(Map.of("server.port", "0", "grpc.server.port", "none",
				"grpc.server.in-process-name", "own-exposure", "management.endpoints.web.exposure.include", "info"));
		try (ConfigurableApplicationContext context = application.run()) {
			int port = context.getEnvironment().getRequiredProperty("local.server.port", int.class);
			assertThat(get(port, "/actuator/info").statusCode()).isEqualTo(200);
			assertThat(get(port, "/actuator/prometheus").statusCode()).isEqualTo(404);
		}
	}

	private static HttpResponse<String> get(int port, String path) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
	}

	// as without Spring Security, which is on the class path for another test
	@SpringBootApplication(exclude = { ServletWebSecurityAutoConfiguration.class,
			ManagementWebSecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class })
	static class Application {

	}

}
