package dev.grpcstarter.client.autoconfigure;

import java.util.List;

import dev.grpcstarter.client.GlobalClientInterceptor;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.testing.FourCalls;
import dev.grpcstarter.testing.Sightings;
import io.grpc.ClientInterceptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Twelve interceptors that come from everywhere at once: four global ones, three that the
 * defaults name, three that the channel names, and two for patterns of methods.
 */
class ClientInterceptorOrderTests {

	private static final Log logger = LogFactory.getLog(ClientInterceptorOrderTests.class);

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					UNARY            | default1 global1 global2 global3 default2 default3 named1 named2 global4 named3 method1 method2 | message half-close reply close
					SERVER_STREAMING | method1 method2 default1 global1 global2 global3 default2 default3 named1 named2 global4 named3 | message half-close reply reply close
					CLIENT_STREAMING | default1 global1 global2 global3 default2 default3 named1 named2 global4 named3 method2 method1 | message message half-close reply close
					BIDIRECTIONAL    | method2 default1 global1 global2 global3 default2 default3 named1 named2 global4 named3 method1 | message reply message reply half-close close
					""")
	void allRunInOneOrderOnTheWayOutAndInTheOppositeOneOnTheWayBack(FourCalls call, String order, String events) {
		String methods = "grpc.client.channels.echo.methods[testing.Echo/";
		ClientRunner.withServer("client-order")
			.withUserConfiguration(Application.class)
			.withPropertyValues("grpc.client.defaults.interceptors=default1,*,default2,default3",
					"grpc.client.channels.echo.interceptors=*,named1,named2,global4,named3",
					methods + "Say].interceptors=*,method1,method2",
					methods + "SayTimes].interceptors=method1,method2,*",
					methods + "Join].interceptors=*,method2,method1", methods + "Chat].interceptors=method2,*,method1")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				call.over(context.getBean(GrpcChannels.class).get("echo"));
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
		@Order(4)
		@GlobalClientInterceptor
		ClientInterceptor global4(Sightings sightings) {
			return sightings.client("global4");
		}

		@Bean
		@Order(3)
		@GlobalClientInterceptor
		ClientInterceptor global3(Sightings sightings) {
			return sightings.client("global3");
		}

		@Bean
		@Order(1)
		@GlobalClientInterceptor
		ClientInterceptor global1(Sightings sightings) {
			return sightings.client("global1");
		}

		@Bean
		@Order(2)
		@GlobalClientInterceptor
		ClientInterceptor global2(Sightings sightings) {
			return sightings.client("global2");
		}

		@Bean
		ClientInterceptor default1(Sightings sightings) {
			return sightings.client("default1");
		}

		@Bean
		ClientInterceptor default2(Sightings sightings) {
			return sightings.client("default2");
		}

		@Bean
		ClientInterceptor default3(Sightings sightings) {
			return sightings.client("default3");
		}

		@Bean
		ClientInterceptor named1(Sightings sightings) {
			return sightings.client("named1");
		}

		@Bean
		ClientInterceptor named2(Sightings sightings) {
			return sightings.client("named2");
		}

		@Bean
		ClientInterceptor named3(Sightings sightings) {
			return sightings.client("named3");
		}

		@Bean
		ClientInterceptor method1(Sightings sightings) {
			return sightings.client("method1");
		}

		@Bean
		ClientInterceptor method2(Sightings sightings) {
			return sightings.client("method2");
		}

	}

}
