package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.GrpcService;
import dev.grpcstarter.server.GrpcServices;
import dev.grpcstarter.server.ServedMethod;
import dev.grpcstarter.server.error.autoconfigure.GrpcServerErrorAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What comes of keys for methods, and what they are refused with. Each row is an
 * application that has the service {@code testing.Echo} without and
 * {@code testing.Mirror} with an interceptor of its own, two global ones, and one that is
 * neither.
 */
class PolicyTableTests {

	private static final Set<String> SHOWN = Set.of("exceptions", "deadline");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class, GrpcServerErrorAutoConfiguration.class,
						GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("grpc.server.port=none", "grpc.server.in-process-name=policies");

	// @formatter:off
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
		''                                                                                | Echo/Say       | exceptions deadline outer inner                         | 60s
		''                                                                                | Mirror/Reverse | exceptions deadline outer inner own                     | 60s
		interceptors=*                                                                    | Echo/Say       | exceptions deadline outer inner                         | 60s
		interceptors=*,audit                                                              | Echo/Say       | exceptions deadline outer inner audit                   | 60s
		interceptors=*,audit                                                              | Mirror/Reverse | exceptions deadline outer inner own audit               | 60s
		interceptors=audit,*                                                              | Echo/Say       | audit exceptions deadline outer inner                   | 60s
		interceptors=inner,*                                                              | Echo/Say       | inner exceptions deadline outer                         | 60s
		interceptors=outer,*,audit,inner                                                  | Mirror/Reverse | outer exceptions deadline own audit inner               | 60s
		interceptors=-outer                                                               | Echo/Say       | exceptions deadline inner                               | 60s
		interceptors=-outer,-own                                                          | Mirror/Reverse | exceptions deadline inner                               | 60s
		interceptors=-deadline                                                            | Echo/Say       | exceptions outer inner                                  | none
		interceptors=*,-outer,audit                                                       | Echo/Say       | exceptions deadline inner audit                         | 60s
		interceptors=audit                                                                | Echo/Say       | audit                                                   | none
		interceptors=metrics,overload,audit,*                                             | Echo/Say       | audit exceptions deadline outer inner                   | 60s
		interceptors=deadline,exceptions                                                  | Echo/Say       | deadline exceptions                                     | 60s
		interceptors=tracing,exceptions,validation,audit                                  | Echo/Say       | exceptions audit                                        | none
		interceptors=exceptions,*                                                         | Mirror/Reverse | exceptions deadline outer inner own                     | 60s
		interceptors= * , audit                                                           | Echo/Say       | exceptions deadline outer inner audit                   | 60s
		[testing.Echo/Say].interceptors=*,audit                                           | Echo/Say       | exceptions deadline outer inner audit                   | 60s
		[testing.Echo/Say].interceptors=*,audit                                           | Echo/Chat      | exceptions deadline outer inner                         | 60s
		[testing.Echo/*].interceptors=-inner                                              | Echo/Chat      | exceptions deadline outer                               | 60s
		[testing.Echo/*].interceptors=-inner                                              | Mirror/Reverse | exceptions deadline outer inner own                     | 60s
		[*].interceptors=-inner                                                           | Mirror/Reverse | exceptions deadline outer own                           | 60s
		interceptors=*,audit; [testing.Echo/Say].interceptors=-outer                      | Echo/Say       | exceptions deadline inner audit                         | 60s
		interceptors=audit; [testing.Echo/Say].interceptors=outer,*                       | Echo/Say       | outer audit                                             | none
		interceptors=audit; [testing.Echo/Say].interceptors=outer                         | Echo/Say       | outer                                                   | none
		[*].interceptors=-outer; [testing.Echo/*].interceptors=*,audit                    | Echo/Say       | exceptions deadline inner audit                         | 60s
		[*].interceptors=-outer; [testing.Echo/Say].interceptors=*,outer                  | Echo/Say       | exceptions deadline inner outer                         | 60s
		[testing.Echo/*].interceptors=-outer; [testing.Echo/Say].interceptors=audit       | Echo/Say       | audit                                                   | none
		''                                                                                | Echo/Say       | exceptions deadline outer inner                         | 60s
		deadline=5s                                                                       | Echo/Say       | exceptions deadline outer inner                         | 5s
		deadline=none                                                                     | Echo/Say       | exceptions deadline outer inner                         | none
		max-deadline=10s                                                                  | Echo/Say       | exceptions deadline outer inner                         | 60s, at most 10s
		deadline=5s; [testing.Echo/*].deadline=2s                                         | Echo/Say       | exceptions deadline outer inner                         | 2s
		deadline=5s; [testing.Echo/*].deadline=2s                                         | Mirror/Reverse | exceptions deadline outer inner own                     | 5s
		[testing.Echo/*].deadline=2s; [testing.Echo/Say].max-deadline=3s                  | Echo/Say       | exceptions deadline outer inner                         | 2s, at most 3s
		[testing.Echo/*].deadline=2s; [testing.Echo/Say].deadline=none                    | Echo/Say       | exceptions deadline outer inner                         | none
		max-deadline=9s; [*].max-deadline=none                                            | Echo/Say       | exceptions deadline outer inner                         | 60s
		[*].deadline=1s; [testing.Echo/Say].deadline=2s; [testing.Echo/*].deadline=3s     | Echo/Say       | exceptions deadline outer inner                         | 2s
		[*].deadline=1s; [testing.Echo/Say].deadline=2s; [testing.Echo/*].deadline=3s     | Echo/Chat      | exceptions deadline outer inner                         | 3s
		[*].deadline=1s; [testing.Echo/Say].deadline=2s; [testing.Echo/*].deadline=3s     | Mirror/Reverse | exceptions deadline outer inner own                     | 1s
		.[testing.Echo/Say].deadline=2s                                                   | Echo/Say       | exceptions deadline outer inner                         | 2s
		[testing.Echo/Say].interceptors=-deadline                                         | Echo/Say       | exceptions outer inner                                  | none
		""")
	// @formatter:on
	void keysAreMergedOneByOne(String keys, String method, String chain, String deadlines) {
		this.runner.withPropertyValues(properties(keys)).run((context) -> {
			assertThat(context).hasNotFailed();
			MethodPolicy policy = policy(context.getBean(GrpcServices.class), "testing." + method);
			assertThat(chain(policy)).isEqualTo(chain);
			assertThat(deadlines(policy)).isEqualTo(deadlines);
		});
	}

	// @formatter:off
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
		interceptors=audti                            | interceptors: there is no interceptor 'audti'          | Did you mean 'audit'?
		interceptors=*,-otuer                         | interceptors: there is no interceptor 'otuer'          | Did you mean 'outer'?
		interceptors=exception,*                      | interceptors: there is no interceptor 'exception'      | Did you mean 'exceptions'?
		interceptors=nothingLikeIt,*                  | there is no interceptor 'nothingLikeIt'                | There are: audit, context, deadline, exceptions, inner
		interceptors=''                               | a list without entries would leave no interceptor      | Remove grpc.server.interceptors for the default order
		interceptors=*,outer,outer                    | 'outer' is there more than once                        | Name 'outer' once in grpc.server.interceptors.
		interceptors=*,*                              | '*' is there more than once                            | Name '*' once
		interceptors=*,outer,-outer                   | 'outer' is there more than once                        | Name 'outer' once
		interceptors=*,-                              | '-' is no name                                         | Write the name of an interceptor
		interceptors=audit,-outer                     | [outer] can be taken out of nothing                    | Add "*" to grpc.server.interceptors
		interceptors=-metrics                         | 'metrics' acts before all interceptors, and cannot be taken out | Remove "-metrics"
		interceptors=*,overload                       | 'overload' acts before all interceptors, and cannot be moved    | or write it first
		interceptors=metadata                         | there is no interceptor 'metadata'                     | There are:
		[testing.Echo/Say].interceptors=*,adit        | methods[testing.Echo/Say].interceptors: there is no interceptor 'adit' | Did you mean 'audit'?
		[testing.Echo/Sya].interceptors=*,audit       | methods[testing.Echo/Sya]: no method that is served matches            | Did you mean 'testing.Echo/Say'?
		[testing.Eco/*].deadline=2s                   | methods[testing.Eco/*]: no method that is served matches               | Did you mean 'testing.Echo/*'?
		[Echo/Say].deadline=2s                        | methods[Echo/Say]: no method that is served matches                    | There are: testing.
		[testing.Echo.Say].deadline=2s                | 'testing.Echo.Say' is no pattern of methods            | "[package.Service/Method]"
		[testing.*].deadline=2s                       | 'testing.*' is no pattern of methods                   | "[package.Service/Method]"
		[*/Say].deadline=2s                           | '*/Say' is no pattern of methods                       | "[package.Service/Method]"
		.testing.Echo/Say.deadline=2s                 | methods.testing.Echo/Say: a pattern of methods without brackets | Write grpc.server.methods[testing.Echo/Say] instead
		.testing.Echo/*.interceptors[0]=audit         | methods.testing.Echo/*: a pattern of methods without brackets   | "[testing.Echo/*]"
		[grpc.health.v1.Health/*].deadline=2s         | nothing but methods of the starter itself              | Remove deadline, max-deadline and interceptors
		deadline=0s                                   | deadline: 0s is less than 1ms                          | Set grpc.server.deadline to 1ms or more, or to none
		[testing.Echo/Say].max-deadline=-1s           | methods[testing.Echo/Say].max-deadline: -1s is less    | or to none
		""")
	// @formatter:on
	void whatCannotBeMeantStopsTheStart(String keys, String what, String action) {
		this.runner.withPropertyValues(properties(keys)).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(text(context.getStartupFailure())).contains(what, action).doesNotContain("Exception");
		});
	}

	private static String[] properties(String keys) {
		return Arrays.stream(keys.split(";"))
			.map(String::trim)
			.filter((key) -> !key.isEmpty())
			.map((key) -> (key.startsWith("[") || key.startsWith(".")) ? "grpc.server.methods" + key
					: "grpc.server." + key.replace("''", ""))
			.toArray(String[]::new);
	}

	private static MethodPolicy policy(GrpcServices services, String method) {
		return services.served()
			.stream()
			.flatMap((service) -> service.methods().stream())
			.filter((served) -> served.name().equals(method))
			.map(ServedMethod::policy)
			.findFirst()
			.orElseThrow();
	}

	private static String chain(MethodPolicy policy) {
		List<String> notFilled = Stage.ofServer()
			.stream()
			.map(Stage::text)
			.filter((name) -> !SHOWN.contains(name))
			.toList();
		return policy.chain()
			.names()
			.stream()
			.filter((name) -> !notFilled.contains(name))
			.collect(Collectors.joining(" "));
	}

	private static String deadlines(MethodPolicy policy) {
		String unary = text(policy.deadlines().unary());
		return (policy.deadlines().most().isNone()) ? unary
				: "%s, at most %s".formatted(unary, text(policy.deadlines().most()));
	}

	private static String text(OrNone<Duration> bound) {
		Duration duration = bound.orNull();
		return (duration != null) ? Problems.text(duration) : "none";
	}

	private static String text(Throwable failure) {
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (each instanceof GrpcConfigurationException configuration) {
				return configuration.problems()
					.stream()
					.map((problem) -> "%s: %s. %s".formatted(problem.key(), problem.what(), problem.action()))
					.collect(Collectors.joining("\n"));
			}
		}
		throw new AssertionError("no problem of the configuration", failure);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		EchoService echo() {
			return new EchoService();
		}

		@Bean
		@GrpcService(interceptorNames = "own")
		MirrorService mirror() {
			return new MirrorService();
		}

		@Bean
		@Order(2)
		@GlobalServerInterceptor
		ServerInterceptor inner() {
			return new PassingOn();
		}

		@Bean
		@Order(1)
		@GlobalServerInterceptor
		ServerInterceptor outer() {
			return new PassingOn();
		}

		@Bean
		ServerInterceptor own() {
			return new PassingOn();
		}

		@Bean
		ServerInterceptor audit() {
			return new PassingOn();
		}

	}

	private static final class PassingOn implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			return next.startCall(call, headers);
		}

	}

}
