package dev.grpcstarter.config.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class KubernetesServiceLinksTests {

	@Test
	void aKubernetesServiceNamedGrpcServerDoesNotBreakTheStart(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(
				Map.of("GRPC_SERVER_PORT", "tcp://10.0.0.7:9090", "GRPC_SERVER_PORT_9090_TCP", "tcp://10.0.0.7:9090",
						"GRPC_SERVER_SERVICE_HOST", "10.0.0.7", "GRPC_SERVER_ADDRESS", "127.0.0.1"))) {
			assertThat(context.getEnvironment().getProperty("grpc.server.port")).isEqualTo("9797");
			assertThat(context.getEnvironment().getProperty("grpc.server.address")).isEqualTo("127.0.0.1");
			assertThat(output).containsOnlyOnce("is ignored: Kubernetes has set it")
				.contains("GRPC_SERVER_PORT=tcp://10.0.0.7:9090", "enableServiceLinks: false");
		}
	}

	@Test
	void aPortInTheEnvironmentIsAPort(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(Map.of("GRPC_SERVER_PORT", "9191"))) {
			assertThat(context.getEnvironment().getProperty("grpc.server.port")).isEqualTo("9191");
			assertThat(output).doesNotContain("is ignored");
		}
	}

	private static ConfigurableApplicationContext start(Map<String, Object> variables) {
		SpringApplication application = new SpringApplication(Nothing.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("grpc.server.port", "9797"));
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		application.setEnvironment(environment);
		return application.run();
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
