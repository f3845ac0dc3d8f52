package dev.grpcstarter.config.autoconfigure;

import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Prints each {@link Problem} with where its property was set and what to write instead.
 */
class GrpcConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<GrpcConfigurationException> {

	private final Environment environment;

	GrpcConfigurationFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, GrpcConfigurationException cause) {
		StringBuilder description = new StringBuilder("The gRPC configuration cannot be used:\n");
		StringBuilder action = new StringBuilder();
		for (Problem problem : cause.problems()) {
			description.append("\n    ").append(describe(problem));
			action.append((action.isEmpty()) ? "" : "\n").append(problem.action());
		}
		return new FailureAnalysis(description.toString(), action.toString(), cause);
	}

	private String describe(Problem problem) {
		if (problem.key() == null) {
			return problem.what();
		}
		ConfigurationProperty property = find(problem.key());
		if (property == null) {
			// an element of a list that was written with commas
			property = find(problem.key().replaceFirst("\\[\\d+]$", ""));
		}
		String origin = (property != null && property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
		return problem.key() + origin + ": " + problem.what();
	}

	private @Nullable ConfigurationProperty find(String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property == null) {
				property = findFirstBelow(name, source);
			}
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	// of a list, or of all keys of a method pattern
	private static @Nullable ConfigurationProperty findFirstBelow(ConfigurationPropertyName name,
			ConfigurationPropertySource source) {
		return (source instanceof IterableConfigurationPropertySource iterable) ? iterable.stream()
			.filter(name::isAncestorOf)
			.findFirst()
			.map(iterable::getConfigurationProperty)
			.orElse(null) : null;
	}

}
