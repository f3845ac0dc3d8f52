package dev.grpcstarter.benchmarks.jmh;

import dev.grpcstarter.benchmarks.work.EchoService;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

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
		return new SpringApplicationBuilder(StarterApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("logging.level.root=warn")
			.properties(properties)
			.run();
	}

}
