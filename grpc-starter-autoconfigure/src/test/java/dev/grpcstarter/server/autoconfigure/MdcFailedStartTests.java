package dev.grpcstarter.server.autoconfigure;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.FailedStart;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class MdcFailedStartTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			x request id                | 'x request id' is no key of metadata
			:path                       | ':path' is no key of metadata
			tenant-bin                  | the values of 'tenant-bin' are bytes
			GRPC-timeout                | 'GRPC-timeout' belongs to gRPC itself
			x-request-id,X-Request-Id   | 'X-Request-Id' stands there twice
			""")
	void whenAKeyCannotBeLoggedTheFailureNamesItAndSaysWhy(String mdc, String what, CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, "grpc.server.mdc=" + mdc))
			.contains("grpc.server.mdc (", what)
			.doesNotContain("\tat ");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcBuiltInServicesAutoConfiguration.class,
			GrpcServerAutoConfiguration.class })
	static class Application {

	}

}
