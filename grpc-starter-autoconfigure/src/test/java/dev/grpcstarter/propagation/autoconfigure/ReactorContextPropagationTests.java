package dev.grpcstarter.propagation.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class ReactorContextPropagationTests {

	private static final String KEY = "spring.reactor.context-propagation";

	@Test
	void reactorCarriesTheContextUnlessTheApplicationSaysOtherwise() {
		assertThat(value(Map.of())).isEqualTo("auto");
		assertThat(value(Map.of(KEY, "limited"))).isEqualTo("limited");
	}

	@Test
	void reactorIsLeftAloneWhereTheServerIsSwitchedOff() {
		assertThat(value(Map.of("grpc.server.enabled", "false"))).isNull();
		assertThat(value(Map.of("grpc.server.enabled", "true"))).isEqualTo("auto");
	}

	private static String value(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		new ReactorContextPropagation().postProcessEnvironment(environment, new SpringApplication());
		return environment.getProperty(KEY);
	}

}
