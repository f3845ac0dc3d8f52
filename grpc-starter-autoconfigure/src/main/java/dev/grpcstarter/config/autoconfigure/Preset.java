package dev.grpcstarter.config.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Sets a key of Boot's own, unless the application says anything at all about it: it adds
 * to Boot's default properties, which give way to every other source, and leaves alone
 * what is among them already.
 */
public abstract class Preset implements EnvironmentPostProcessor, Ordered {

	private final String key;

	private final String value;

	/**
	 * A preset.
	 * @param key the full name of the property
	 * @param value its value where the application has none
	 */
	protected Preset(String key, String value) {
		this.key = key;
		this.value = value;
	}

	@Override
	public final void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (applies(environment) && !environment.containsProperty(this.key)) {
			DefaultPropertiesPropertySource.addOrMerge(Map.of(this.key, this.value), environment.getPropertySources());
		}
	}

	/**
	 * Whether there is any use for it.
	 * @param environment what the application says
	 * @return {@code true} unless something is missing or switched off
	 */
	protected boolean applies(Environment environment) {
		return true;
	}

	@Override
	public final int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
