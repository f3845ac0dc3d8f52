package dev.grpcstarter.server.autoconfigure;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.execution.Execution;
import dev.grpcstarter.server.execution.GrpcExecution;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FailedStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
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
class GrpcServerExecutorFailedStartTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					grpc.server.executor                           | fast   | there is no Executor bean 'fast'         | auto, platform, virtual, direct, or one of the Executor beans: [pool]
					grpc.server.methods[testing.Echo/Say].executor | fast   | there is no Executor bean 'fast'         | Set grpc.server.methods[testing.Echo/Say].executor to auto
					grpc.server.platform.threads                   | 0      | 0 is less than 1                         | Set grpc.server.platform.threads to a number such as
					grpc.server.platform.queue                     | -1     | -1 is less than 1                        | Set grpc.server.platform.queue to a number such as
					grpc.server.shutdown.drain                     | -1s    | -1s is less than 0s                      | Set grpc.server.shutdown.drain to 0s or more
					""")
	void whenAnExecutorCannotBeUsedTheFailureNamesTheKeyAndSaysWhatToWrite(String key, String value, String what,
			String action, CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, key + "=" + value)).contains(key, what, action)
			.doesNotContain("\tat ");
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void whenThisJavaHasNoVirtualThreadsTheFailureSaysSo(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, "grpc.server.executor=virtual")).contains(
				"grpc.server.executor", "Java 17 has no virtual threads", "Run the application on Java 21 or later");
	}

	@Test
	void whenTheAnnotationHandlesNothingTheFailureNamesTheMethod(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Misplaced.class)).contains(
				"Misplaced$Service.helper is annotated with @GrpcExecution but handles no method of testing.Echo");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcBuiltInServicesAutoConfiguration.class,
			GrpcServerAutoConfiguration.class })
	static class Application {

		@Bean
		EchoService echo() {
			return new EchoService();
		}

		@Bean(destroyMethod = "shutdownNow")
		ExecutorService pool() {
			return Executors.newSingleThreadExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcServerAutoConfiguration.class })
	static class Misplaced {

		@Bean
		Service echo() {
			return new Service();
		}

		static class Service extends EchoService {

			@GrpcExecution(Execution.DIRECT)
			void helper() {
				// handles no call
			}

		}

	}

}
