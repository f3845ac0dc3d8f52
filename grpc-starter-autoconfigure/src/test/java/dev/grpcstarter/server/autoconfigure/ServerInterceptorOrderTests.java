package dev.grpcstarter.server.autoconfigure;

import java.util.List;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.GrpcService;
import dev.grpcstarter.server.error.autoconfigure.GrpcServerErrorAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FourCalls;
import dev.grpcstarter.testing.Sightings;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.ServerInterceptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Twelve interceptors that come from everywhere at once: four global ones, three of the
 * service, three that only the properties name, and two for patterns of methods.
 */
class ServerInterceptorOrderTests {

	private static final Log logger = LogFactory.getLog(ServerInterceptorOrderTests.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcServerErrorAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1",
				"grpc.server.interceptors=named1,*,named2,named3,global4",
				"grpc.server.methods[testing.Echo/*].interceptors=service1,*",
				"grpc.server.methods[testing.Echo/Say].interceptors=*,method1,method2",
				"grpc.server.methods[testing.Echo/SayTimes].interceptors=method1,method2,*",
				"grpc.server.methods[testing.Echo/Join].interceptors=*,method2,method1",
				"grpc.server.methods[testing.Echo/Chat].interceptors=method2,*,method1");

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					UNARY            | service1 named1 global1 global2 global3 service2 service3 named2 named3 global4 method1 method2 | message half-close reply close
					SERVER_STREAMING | method1 method2 service1 named1 global1 global2 global3 service2 service3 named2 named3 global4 | message half-close reply reply close
					CLIENT_STREAMING | service1 named1 global1 global2 global3 service2 service3 named2 named3 global4 method2 method1 | message message half-close reply close
					BIDIRECTIONAL    | method2 service1 named1 global1 global2 global3 service2 service3 named2 named3 global4 method1 | message reply message reply half-close close
					""")
	void allRunInOneOrderOnTheWayInAndInTheOppositeOneOnTheWayOut(FourCalls call, String order, String events) {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			try (TestChannel channel = TestChannel.to(context)) {
				call.over(channel.channel());
			}
			List<String> seen = context.getBean(Sightings.class).take();
			seen.forEach((line) -> logger.info(call + " " + line));
			assertThat(seen).isEqualTo(Sightings.expected(order, "start " + events, "reply", "close"));
			assertThat(order.split(" ")).hasSize(12).doesNotHaveDuplicates();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Sightings sightings() {
			return new Sightings();
		}

		@Bean
		@GrpcService(interceptorNames = { "service1", "service2", "service3" })
		EchoService echo() {
			return new EchoService();
		}

		@Bean
		@Order(4)
		@GlobalServerInterceptor
		ServerInterceptor global4(Sightings sightings) {
			return sightings.server("global4");
		}

		@Bean
		@Order(3)
		@GlobalServerInterceptor
		ServerInterceptor global3(Sightings sightings) {
			return sightings.server("global3");
		}

		@Bean
		@Order(1)
		@GlobalServerInterceptor
		ServerInterceptor global1(Sightings sightings) {
			return sightings.server("global1");
		}

		@Bean
		@Order(2)
		@GlobalServerInterceptor
		ServerInterceptor global2(Sightings sightings) {
			return sightings.server("global2");
		}

		@Bean
		ServerInterceptor service1(Sightings sightings) {
			return sightings.server("service1");
		}

		@Bean
		ServerInterceptor service2(Sightings sightings) {
			return sightings.server("service2");
		}

		@Bean
		ServerInterceptor service3(Sightings sightings) {
			return sightings.server("service3");
		}

		@Bean
		ServerInterceptor named1(Sightings sightings) {
			return sightings.server("named1");
		}

		@Bean
		ServerInterceptor named2(Sightings sightings) {
			return sightings.server("named2");
		}

		@Bean
		ServerInterceptor named3(Sightings sightings) {
			return sightings.server("named3");
		}

		@Bean
		ServerInterceptor method1(Sightings sightings) {
			return sightings.server("method1");
		}

		@Bean
		ServerInterceptor method2(Sightings sightings) {
			return sightings.server("method2");
		}

	}

}
