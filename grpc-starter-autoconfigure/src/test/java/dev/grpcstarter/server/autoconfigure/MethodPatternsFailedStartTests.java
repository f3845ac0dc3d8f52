package dev.grpcstarter.server.autoconfigure;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FailedStart;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class MethodPatternsFailedStartTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					testing.Echo/Tell            | executor=direct | no method that is served matches 'testing.Echo/Tell' | testing.Echo/Say
					testing.Ecko/*               | executor=direct | no method that is served matches 'testing.Ecko/*'    | Did you mean 'testing.Echo/*'?
					testing.Echo                 | executor=direct | is no pattern of methods                             | Write "[package.Service/Method]"
					testing.Echo/Sya             | deadline=2s     | no method that is served matches 'testing.Echo/Sya'  | Did you mean 'testing.Echo/Say'?
					grpc.health.v1.Health/Check  | deadline=2s     | nothing but methods of the starter itself            | Remove deadline, max-deadline and interceptors
					""")
	void whenAPatternIsOfNoUseTheFailureNamesItAndSaysWhatToWrite(String pattern, String key, String what,
			String action, CapturedOutput output) {
		String methods = "grpc.server.methods[" + pattern + "]";
		assertThat(FailedStart.analysis(output, Application.class, methods + "." + key))
			.contains(methods + " (", what, action)
			.doesNotContain("\tat ");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcBuiltInServicesAutoConfiguration.class,
			GrpcServerAutoConfiguration.class })
	static class Application {

		@Bean
		EchoService echo() {
			return new EchoService();
		}

	}

}
