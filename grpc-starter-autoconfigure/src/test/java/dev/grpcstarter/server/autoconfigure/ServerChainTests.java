package dev.grpcstarter.server.autoconfigure;

import java.util.List;

import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.observation.autoconfigure.GrpcServerMetricsAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.GrpcServices;
import dev.grpcstarter.server.ServedMethod;
import dev.grpcstarter.server.ServedService;
import dev.grpcstarter.server.error.autoconfigure.GrpcServerErrorAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FourCalls;
import dev.grpcstarter.testing.Sightings;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

@ExtendWith(OutputCaptureExtension.class)
class ServerChainTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcServerErrorAutoConfiguration.class, GrpcBuiltInServicesAutoConfiguration.class,
				GrpcServerAutoConfiguration.class, GrpcServerMetricsAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@Test
	void theStartSaysInOneLinePerServiceWhatItsCallsGoThrough(CapturedOutput output) {
		this.runner.withPropertyValues("grpc.server.methods[testing.Echo/Say].interceptors=*,audit")
			.run((context) -> assertThat(output.getAll().lines().filter((line) -> line.contains("testing.Echo (")))
				.singleElement()
				.asString()
				.contains("testing.Echo (4 methods): metrics > ", " > exceptions > ")
				.matches(".*exceptions( > [^;]+)? > recorder; Say: metrics > .* > recorder > audit"));
	}

	@Test
	void theReadModelHasEachMethodWithItsChainAndWhereThatComesFrom() {
		this.runner
			.withPropertyValues("grpc.server.methods[testing.Echo/Say].interceptors=*,audit", "grpc.server.deadline=5s")
			.run((context) -> {
				ServedMethod say = method(context, "testing.Echo/Say");
				assertThat(say.chain()).startsWith("metrics").contains("exceptions").endsWith("recorder", "audit");
				assertThat(say.policy().origins())
					.containsEntry("interceptors", "grpc.server.methods[testing.Echo/Say].interceptors")
					.containsEntry("deadline", "grpc.server.deadline");
				assertThat(method(context, "testing.Echo/Chat").chain()).doesNotContain("audit");
				assertThat(method(context, "grpc.health.v1.Health/Check").chain()).containsExactly("metrics");
			});
	}

	@Test
	void aBeanWithTheNameOfAnOpenStageIsThatStage() {
		this.runner.withUserConfiguration(Security.class)
			.withPropertyValues("grpc.server.interceptors=*,audit")
			.run((context) -> {
				assertThat(method(context, "testing.Echo/Say").chain()).endsWith("security", "recorder", "audit");
				try (TestChannel channel = TestChannel.to(context)) {
					FourCalls.UNARY.over(channel.channel());
				}
				assertThat(context.getBean(Sightings.class).take()).first().isEqualTo("start: security recorder audit");
			});
	}

	@Test
	void aBeanWithTheNameOfAnyOtherStageStopsTheStart() {
		this.runner.withBean("exceptions", ServerInterceptor.class, () -> new Sightings().server("exceptions"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("the ServerInterceptor bean 'exceptions' has the name of a stage"));
	}

	@Test
	void takingOutWhatMakesCallsSafeIsAFinding() {
		this.runner.withUserConfiguration(Security.class)
			.withPropertyValues("grpc.server.interceptors=*,audit,-exceptions",
					"grpc.server.methods[testing.Echo/Say].interceptors=-security")
			.run((context) -> assertThat(context.getBean(Findings.class).all())
				.extracting(Finding::id, Finding::key, Finding::what)
				.containsExactlyInAnyOrder(tuple("interceptor-taken-out", "grpc.server.interceptors",
						"'exceptions' is not in the chain: callers get UNKNOWN for every exception, and no advice is asked"),
						tuple("interceptor-taken-out", "grpc.server.methods[testing.Echo/Say].interceptors",
								"'security' is not in the chain: nobody checks who calls")));
	}

	@Test
	void aDeadlineForMethodsThatHaveNoneIsAFinding() {
		this.runner
			.withPropertyValues("grpc.server.interceptors=*,audit", "grpc.server.deadline=5s",
					"grpc.server.methods[testing.Echo/*].interceptors=-deadline",
					"grpc.server.methods[testing.Echo/Say].max-deadline=2s")
			.run((context) -> assertThat(context.getBean(Findings.class).all()).extracting(Finding::id, Finding::key)
				.containsExactlyInAnyOrder(tuple("no-effect", "grpc.server.deadline"),
						tuple("no-effect", "grpc.server.methods[testing.Echo/Say].max-deadline")));
	}

	@Test
	void aListThatLeavesOutTheDeadlineIsAFinding() {
		this.runner.withPropertyValues("grpc.server.interceptors=exceptions,recorder,audit")
			.run((context) -> assertThat(context.getBean(Findings.class).all()).extracting(Finding::id, Finding::what)
				.containsExactly(tuple("interceptor-taken-out",
						"'deadline' is not in the chain: calls that bring no deadline may go on for ever")));
	}

	@Test
	void anInterceptorThatNoCallGoesThroughIsAFinding() {
		this.runner
			.run((context) -> assertThat(context.getBean(Findings.class).all()).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("interceptor-unused");
				assertThat(finding.what()).contains("'audit'");
			}));
		this.runner.withPropertyValues("grpc.server.methods[testing.Echo/Say].interceptors=*,audit")
			.run((context) -> assertThat(context.getBean(Findings.class).all()).isEmpty());
	}

	@Test
	void anInterceptorOfAParentContextIsItsOwnConcern() {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(Elsewhere.class)) {
			this.runner.withPropertyValues("grpc.server.interceptors=*,audit")
				.withParent(parent)
				.run((child) -> assertThat(child.getBean(Findings.class).all()).isEmpty());
		}
	}

	private static ServedMethod method(AssertableApplicationContext context, String name) {
		return context.getBean(GrpcServices.class)
			.served()
			.stream()
			.map(ServedService::methods)
			.flatMap(List::stream)
			.filter((method) -> method.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		MeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		Sightings sightings() {
			return new Sightings();
		}

		@Bean
		EchoService echo() {
			return new EchoService();
		}

		@Bean
		@GlobalServerInterceptor
		ServerInterceptor recorder(Sightings sightings) {
			return sightings.server("recorder");
		}

		@Bean
		ServerInterceptor audit(Sightings sightings) {
			return sightings.server("audit");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Elsewhere {

		@Bean
		ServerInterceptor elsewhere() {
			return new Sightings().server("elsewhere");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Security {

		@Bean
		@GlobalServerInterceptor
		ServerInterceptor security(Sightings sightings) {
			return sightings.server("security");
		}

	}

}
