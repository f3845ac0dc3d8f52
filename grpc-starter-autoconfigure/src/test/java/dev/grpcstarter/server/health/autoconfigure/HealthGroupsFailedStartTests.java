package dev.grpcstarter.server.health.autoconfigure;

import java.util.Arrays;
import java.util.stream.Stream;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FailedStart;
import io.grpc.health.v1.HealthGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class HealthGroupsFailedStartTests {

	@Test
	void aServiceThatIsNotServedIsNamedBesideThoseThatAre(CapturedOutput output) {
		assertThat(analysis(output, WithGroups.class, "grpc.server.health.services.[testing.Ecko].group=inventory"))
			.contains("grpc.server.health.services[testing.Ecko].group",
					"from property source \"defaultProperties\"): this server has no service 'testing.Ecko'",
					"Name one of its services in the brackets: [grpc.health.v1.Health,", "testing.Echo]")
			.doesNotContain("\tat ");
	}

	@Test
	void aGroupThatDoesNotExistIsNamedBesideThoseThatDo(CapturedOutput output) {
		assertThat(analysis(output, WithGroups.class, "grpc.server.health.services.[testing.Echo].group=inventroy",
				"grpc.server.health.group=all"))
			.contains("grpc.server.health.services[testing.Echo].group", "there is no health group 'inventroy'",
					"to one of [inventory], or define the group", "management.endpoint.health.group.inventroy.include",
					"there is no health group 'all'", "Set grpc.server.health.group to one of [inventory]")
			.doesNotContain("\tat ");
	}

	@Test
	void aNameWithoutBracketsIsAnsweredWithTheBracketedOne(CapturedOutput output) {
		assertThat(analysis(output, WithGroups.class, "grpc.server.health.services.testing.Echo.group=inventory"))
			.contains("grpc.server.health.services.testing.Echo.group", "is not read as one name without brackets",
					"Write grpc.server.health.services.\"[testing.Echo]\".group instead.")
			.doesNotContain("\tat ");
	}

	@Test
	void aGroupWithoutHealthEndpointStopsTheStart(CapturedOutput output) {
		assertThat(analysis(output, WithoutEndpoint.class, "grpc.server.health.group=inventory"))
			.contains("there is no health group 'inventory', because this application has no health endpoint",
					"Add spring-boot-starter-actuator and expose its endpoint 'health', or remove the key.")
			.doesNotContain("\tat ");
	}

	@Test
	void anEndpointThatIsNotExposedIsNoEndpoint(CapturedOutput output) {
		assertThat(analysis(output, WithGroups.class, "grpc.server.health.group=inventory",
				"management.endpoints.web.exposure.exclude=health"))
			.contains("this application has no health endpoint", "expose its endpoint 'health'");
	}

	@Test
	void aGroupBesideAnOwnHealthServiceStopsTheStart(CapturedOutput output) {
		assertThat(analysis(output, WithOwnHealth.class, "grpc.server.health.group=inventory")).contains(
				"grpc.server.health.group",
				"a bean of the application serves grpc.health.v1.Health, and does not follow health groups",
				"Remove the key, or that bean.");
	}

	@Test
	void timesThatAreTooShortStopTheStart(CapturedOutput output) {
		assertThat(analysis(output, WithGroups.class, "grpc.server.health.interval=1ms", "grpc.server.health.timeout=0",
				"grpc.server.shutdown.grace=-1s"))
			.contains("1ms is less than 100ms", "Set grpc.server.health.interval to 100ms or more",
					"Set grpc.server.health.timeout to 100ms or more", "Set grpc.server.shutdown.grace to 0s or more");
	}

	private static String analysis(CapturedOutput output, Class<?> application, String... properties) {
		return FailedStart.analysis(output, application,
				Stream
					.concat(Arrays.stream(properties),
							Stream.of("grpc.server.port=0", "management.endpoint.health.group.inventory.include=*"))
					.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcBuiltInServicesAutoConfiguration.class,
			GrpcServerAutoConfiguration.class, GrpcHealthGroupsAutoConfiguration.class })
	@Import(EchoService.class)
	static class WithoutEndpoint {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ EndpointAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
			HealthEndpointAutoConfiguration.class })
	static class WithGroups extends WithoutEndpoint {

		@Bean
		Indicator stock() {
			return new Indicator();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithOwnHealth extends WithGroups {

		@Bean
		HealthGrpc.HealthImplBase ownHealth() {
			return new HealthGrpc.HealthImplBase() {
			};
		}

	}

}
