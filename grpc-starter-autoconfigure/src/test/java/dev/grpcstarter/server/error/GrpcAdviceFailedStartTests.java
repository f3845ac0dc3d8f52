package dev.grpcstarter.server.error;

import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.server.error.autoconfigure.GrpcServerErrorAutoConfiguration;
import dev.grpcstarter.testing.FailedStart;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class GrpcAdviceFailedStartTests {

	@ParameterizedTest
	@MethodSource
	void anAdviceThatCannotWorkStopsTheStart(Class<?> application, String what, String action, CapturedOutput output) {
		assertThat(FailedStart.analysis(output, application, "grpc.server.port=0")).contains(what, action)
			.doesNotContain("\tat ");
	}

	static Stream<Arguments> anAdviceThatCannotWorkStopsTheStart() {
		String parameters = "take one exception and, where it wants them, one io.grpc.MethodDescriptor and one io.grpc.Metadata.";
		String through = "be neither private nor final and, where the proxy is one of interfaces, a method of one of them.";
		return Stream.of(
				Arguments.of(Empty.class,
						"the bean 'advice' (java.lang.StringBuilder) is annotated with @GrpcAdvice "
								+ "but has no method with @GrpcExceptionHandler",
						"take @GrpcAdvice off it"),
				Arguments.of(NoException.class,
						"the exception handler advice.handle(Metadata) takes (io.grpc.Metadata)",
						"Let advice.handle(Metadata) " + parameters),
				Arguments.of(OtherParameter.class,
						"the exception handler advice.handle(Exception, String) takes (java.lang.Exception, java.lang.String)",
						parameters),
				Arguments.of(TwoExceptions.class, "takes (java.lang.Exception, java.lang.Error)", parameters),
				Arguments.of(MetadataTwice.class, "takes (java.lang.Exception, io.grpc.Metadata, io.grpc.Metadata)",
						parameters),
				Arguments.of(NoStatus.class,
						"the exception handler advice.handle(Exception) returns void, which is no status",
						"return an io.grpc.Status, a com.google.rpc.Status or an exception."),
				Arguments.of(OtherType.class,
						"is for java.lang.IllegalStateException but takes java.lang.IllegalArgumentException",
						"take a supertype of all exceptions that it is for."),
				Arguments.of(Carrier.class,
						"is for java.util.concurrent.ExecutionException, which is never handled itself",
						"Let advice.handle(ExecutionException) handle the exceptions that are within it."),
				Arguments.of(EqualClaims.class,
						"the exception handlers advice.one(Exception, Metadata) and advice.other(Exception, MethodDescriptor) "
								+ "are both for java.lang.Exception",
						"handle another type, or remove it."),
				Arguments.of(FinalBehindProxy.class,
						"the exception handler advice.handle(Exception) cannot be called through the proxy of its bean (it is final)",
						through),
				Arguments.of(PrivateBehindProxy.class, "cannot be called through the proxy of its bean", through),
				Arguments.of(HiddenBehindProxy.class, "cannot be called through the proxy of its bean", through));
	}

	@Test
	void allProblemsOfAllAdvicesAreReportedTogether(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, TwoWrong.class, "grpc.server.port=0"))
			.contains("one.handle(Metadata) takes", "other.handle(Exception) returns void");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcServerErrorAutoConfiguration.class,
			GrpcServerAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Empty extends Application {

		@Bean
		@GrpcAdvice
		StringBuilder advice() {
			return new StringBuilder();
		}

	}

	static class TakesMetadata {

		@GrpcExceptionHandler(Exception.class)
		Status handle(Metadata headers) {
			return Status.UNKNOWN;
		}

	}

	static class ReturnsNothing {

		@GrpcExceptionHandler
		void handle(Exception ex) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoException extends Application {

		@Bean
		@GrpcAdvice
		TakesMetadata advice() {
			return new TakesMetadata();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherParameter extends Application {

		@Bean
		@GrpcAdvice
		Object advice() {
			return new Object() {

				@GrpcExceptionHandler
				Status handle(Exception ex, String text) {
					return Status.UNKNOWN;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoExceptions extends Application {

		@Bean
		@GrpcAdvice
		Object advice() {
			return new Object() {

				@GrpcExceptionHandler
				Status handle(Exception ex, Error error) {
					return Status.UNKNOWN;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MetadataTwice extends Application {

		@Bean
		@GrpcAdvice
		Object advice() {
			return new Object() {

				@GrpcExceptionHandler
				Status handle(Exception ex, Metadata headers, Metadata again) {
					return Status.UNKNOWN;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoStatus extends Application {

		@Bean
		@GrpcAdvice
		ReturnsNothing advice() {
			return new ReturnsNothing();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherType extends Application {

		@Bean
		@GrpcAdvice
		Object advice() {
			return new Object() {

				@GrpcExceptionHandler({ IllegalArgumentException.class, IllegalStateException.class })
				Status handle(IllegalArgumentException ex) {
					return Status.UNKNOWN;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Carrier extends Application {

		@Bean
		@GrpcAdvice
		Object advice() {
			return new Object() {

				@GrpcExceptionHandler
				Status handle(ExecutionException ex) {
					return Status.UNKNOWN;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EqualClaims extends Application {

		@Bean
		@GrpcAdvice
		Object advice() {
			return new Object() {

				@GrpcExceptionHandler
				Status one(Exception ex, Metadata headers) {
					return Status.UNKNOWN;
				}

				@GrpcExceptionHandler
				Status other(Exception ex, MethodDescriptor<?, ?> method) {
					return Status.UNKNOWN;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FinalBehindProxy extends Application {

		@Bean
		@GrpcAdvice
		Object advice() {
			ProxyFactory proxy = new ProxyFactory(new WithFinal());
			proxy.setProxyTargetClass(true);
			return proxy.getProxy();
		}

	}

	static class WithFinal {

		@GrpcExceptionHandler
		final Status handle(Exception ex) {
			return Status.UNKNOWN;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrivateBehindProxy extends Application {

		@Bean
		@GrpcAdvice
		Object advice() {
			ProxyFactory proxy = new ProxyFactory(new WithPrivate());
			proxy.setProxyTargetClass(true);
			return proxy.getProxy();
		}

	}

	static class WithPrivate implements Runnable {

		@GrpcExceptionHandler
		private Status handle(Exception ex) {
			return Status.UNKNOWN;
		}

		@Override
		public void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HiddenBehindProxy extends Application {

		@Bean
		@GrpcAdvice
		Runnable advice() {
			return (Runnable) new ProxyFactory(new WithPrivate()).getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoWrong extends Application {

		@Bean
		@GrpcAdvice
		TakesMetadata one() {
			return new TakesMetadata();
		}

		@Bean
		@GrpcAdvice
		ReturnsNothing other() {
			return new ReturnsNothing();
		}

	}

}
