package dev.grpcstarter.actuate.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Exposes the endpoints that a gRPC service is watched by, unless the application says
 * anything at all about exposure: it adds to Boot's default properties, which give way to
 * every other source, and leaves alone what is among them already.
 */
class ExposedEndpoints implements EnvironmentPostProcessor, Ordered {

	private static final String KEY = "management.endpoints.web.exposure.include";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!environment.containsProperty(KEY)) {
			DefaultPropertiesPropertySource.addOrMerge(Map.of(KEY, "health,prometheus"),
					environment.getPropertySources());
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
