package dev.grpcstarter.propagation.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class ReactorContextPropagationTests {

	private static final String KEY = "spring.reactor.context-propagation";

	@Test
	void reactorCarriesTheContextUnlessTheApplicationSaysOtherwise() {
		assertThat(value(Map.of())).isEqualTo("auto");
		assertThat(value(Map.of(KEY, "limited"))).isEqualTo("limited");
	}

	private static String value(Map<String, Object> properties) {
		SpringApplication spring = new SpringApplication(Application.class);
		spring.setWebApplicationType(WebApplicationType.NONE);
		spring.setDefaultProperties(properties);
		try (ConfigurableApplicationContext context = spring.run()) {
			return context.getEnvironment().getProperty(KEY);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
