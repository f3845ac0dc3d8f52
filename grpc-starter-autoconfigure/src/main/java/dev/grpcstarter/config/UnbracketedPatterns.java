package dev.grpcstarter.config;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;

/**
 * Finds method patterns that are written without brackets. Boot takes their dots for
 * those of keys and drops their slashes, so that their keys would be set for nothing.
 */
public final class UnbracketedPatterns {

	private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9_.]+/(\\*|[A-Za-z0-9_]+)");

	private final Environment environment;

	/**
	 * Looks through an environment.
	 * @param environment where the properties are
	 */
	public UnbracketedPatterns(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Notes patterns without brackets.
	 * @param methods the key that holds the patterns, such as {@code grpc.server.methods}
	 * @param problems takes what is wrong
	 * @return whether there is one
	 */
	public boolean check(String methods, Problems problems) {
		Set<String> found = new TreeSet<>();
		if (this.environment instanceof ConfigurableEnvironment configurable) {
			configurable.getPropertySources()
				.stream()
				.filter(EnumerablePropertySource.class::isInstance)
				.flatMap((source) -> Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames()))
				.filter((name) -> name.startsWith(methods + ".") && !name.startsWith(methods + ".["))
				.map((name) -> pattern(name.substring(methods.length() + 1)))
				.forEach(found::add);
		}
		found.forEach((pattern) -> problems.add(Problem.ofKey(methods + "." + pattern,
				"a pattern of methods without brackets is read as several keys",
				"Write %s instead, in quotes in YAML: \"[%s]\".".formatted(methods + "[" + pattern + "]", pattern))));
		return !found.isEmpty();
	}

	private static String pattern(String keys) {
		Matcher matcher = PATTERN.matcher(keys);
		return (matcher.lookingAt()) ? matcher.group()
				: keys.substring(0, keys.lastIndexOf('.') + 1).replaceAll("\\.$", "");
	}

}
