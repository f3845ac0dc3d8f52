package dev.grpcstarter.benchmarks.jmh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.client.GrpcStubs;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application on the starter, configured by nothing but its auto-configuration and the
 * properties that a benchmark gives it.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class StarterApplication {

	@Bean
	EchoService echoService() {
		return new EchoService();
	}

	static ConfigurableApplicationContext start(String... properties) {
		return start((beans) -> {
		}, properties);
	}

	/**
	 * Starts an application.
	 * @param beans adds beans
	 * @param properties its properties, as {@code key=value}
	 * @return its context
	 */
	static ConfigurableApplicationContext start(ApplicationContextInitializer<GenericApplicationContext> beans,
			String... properties) {
		return new SpringApplicationBuilder(StarterApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.initializers(beans)
			// the stages that a benchmark leaves out are findings, and meant
			.properties("logging.level.root=warn", "logging.level.dev.grpcstarter.config.Findings=error",
					"logging.level.dev.grpcstarter.benchmarks=info")
			.properties(properties)
			.run();
	}

	/**
	 * Starts an application that serves calls, and calls nobody.
	 * @param name the name under which channels reach its server
	 * @param metrics whether there are any
	 * @param properties its other properties, as {@code key=value}
	 * @return its context
	 */
	static ConfigurableApplicationContext serve(String name, boolean metrics, String... properties) {
		List<String> all = new ArrayList<>(List.of("grpc.server.port=none", "grpc.server.in-process-name=" + name,
				"grpc.server.detect-blocking=false", "grpc.metrics.enabled=" + metrics));
		all.addAll(Arrays.asList(properties));
		return withMetrics("grpc.server.call.duration", metrics, start(all.toArray(String[]::new)));
	}

	/**
	 * A blocking stub.
	 * @param context an application
	 * @param channel the name of one of its channels
	 * @return the stub
	 */
	static EchoGrpc.EchoBlockingStub stub(ConfigurableApplicationContext context, String channel) {
		return (EchoGrpc.EchoBlockingStub) context.getBean(GrpcStubs.class)
			.create(EchoGrpc.EchoBlockingStub.class, channel);
	}

	/**
	 * Makes sure that a context has the metrics it should have. Else their cost would be
	 * missing in the result.
	 * @param meter the name of a meter
	 * @param expected whether it should be there
	 * @param context the context
	 * @return the context
	 */
	static ConfigurableApplicationContext withMetrics(String meter, boolean expected,
			ConfigurableApplicationContext context) {
		if (context.getBean(MeterRegistry.class).find(meter).timers().isEmpty() == expected) {
			context.close();
			throw new IllegalStateException((expected) ? "There are no metrics" : "There are metrics");
		}
		return context;
	}

}
