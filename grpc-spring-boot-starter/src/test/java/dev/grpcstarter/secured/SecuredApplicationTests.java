package dev.grpcstarter.secured;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import dev.grpcstarter.client.GrpcClient;
import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that has Spring Security and the actuator beside this starter.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "grpc.server.port=none", "grpc.server.in-process-name=secured",
				"grpc.client.channels.self.target=in-process:secured", "spring.security.user.name=prometheus",
				"spring.security.user.password=scrape" })
class SecuredApplicationTests {

	@GrpcClient("self")
	private Channel self;

	@Value("${local.server.port}")
	private int port;

	@Test
	void withSpringSecurityAndTheActuatorItStartsAndProbesAreAnswered() {
		assertThat(HealthGrpc.newBlockingStub(this.self).check(HealthCheckRequest.getDefaultInstance()).getStatus())
			.isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
	}

	@Test
	void withSpringSecurityTheScrapeIsGuardedAndShowsTheCalls() throws Exception {
		HealthGrpc.newBlockingStub(this.self).check(HealthCheckRequest.getDefaultInstance());
		assertThat(scrape("nobody").statusCode()).isEqualTo(401);
		Awaitility.await()
			.untilAsserted(() -> assertThat(scrape("prometheus:scrape").body())
				.contains("grpc_server_call_duration_seconds_count{grpc_method=\"grpc.health.v1.Health/Check\""));
	}

	private HttpResponse<String> scrape(String credentials) throws Exception {
		String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/actuator/prometheus"))
				.header("Authorization", "Basic " + encoded)
				.build(), HttpResponse.BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
