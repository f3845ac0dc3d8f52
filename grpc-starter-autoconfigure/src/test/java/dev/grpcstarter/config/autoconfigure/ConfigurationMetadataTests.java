package dev.grpcstarter.config.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.grpcstarter.config.autoconfigure.ConfigurationMetadata.Key;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private static final String DEFAULTS = "grpc.client.defaults.";

	/**
	 * What stands within maps, of which the metadata knows nothing.
	 */
	private static final Map<String, List<Key>> OF_MAPS = Map.of(
			"grpc.server.health.services", List.of(new Key("grpc.server.health.services.\"[<service>]\".group",
					"java.lang.String", null, "Health group that must be UP for the service to be SERVING.", false)),
			"grpc.server.methods",
			List.of(new Key("grpc.server.methods.\"[<pattern>]\".executor", "java.lang.String", null,
					"What runs the handlers of the methods that the pattern names (package.Service/Method, package.Service/* or *): auto, platform, virtual, direct, or the name of an Executor bean. The most specific pattern wins.",
					false)),
			DEFAULTS + "methods",
			List.of(new Key(DEFAULTS + "methods.\"[<pattern>]\".deadline",
					"dev.grpcstarter.config.OrNone<java.time.Duration>", null,
					"Deadline of unary calls that have none of their own, of the methods that the pattern names.",
					false),
					new Key(DEFAULTS + "methods.\"[<pattern>]\".interceptors", "java.util.List<java.lang.String>", null,
							"What calls of the methods that the pattern names go through, where * stands for what they go through without the pattern.",
							false),
					new Key(DEFAULTS + "methods.\"[<pattern>]\".hedging.*", "Keys of hedging", null,
							"Hedging of the methods that the pattern names (package.Service/Method, package.Service/* or *). The most specific pattern that has a key wins, and a channel's own key comes before any of the defaults.",
							false),
					new Key(DEFAULTS + "methods.\"[<pattern>]\".retry.*", "Keys of retry", null,
							"Retries of the methods that the pattern names, in the same way.", false)));

	private static final Path PAGE = Path.of("..", "src", "docs", "properties.md");

	@Test
	void everyKeyHasADescriptionThatEndsWithAFullStop() throws IOException {
		assertThat(ConfigurationMetadata.keys()).isNotEmpty()
			.allSatisfy((key) -> assertThat(key.description()).as(key.name()).isNotNull().endsWith("."));
	}

	/**
	 * Set the system property {@code docs.update} to {@code true} to write the page anew.
	 */
	@Test
	void theReferencePageShowsTheKeysAsTheyAre() throws IOException {
		String page = render(ConfigurationMetadata.keys());
		if (Boolean.getBoolean("docs.update")) {
			Files.writeString(PAGE, page);
		}
		assertThat(PAGE).content().as("run this test with -Ddocs.update=true to write it anew").isEqualTo(page);
	}

	private static String render(List<Key> keys) {
		return """
				# Properties

				Every key of `grpc.*`, with its type and default. Durations and sizes take a unit (`10s`, `4MB`); a bare number
				is milliseconds or bytes. Where a key says *or none*, `none` switches it off.

				This page is rendered from the configuration metadata by a test, which fails when the page is stale.

				## Server

				%s
				## Client

				A channel's own key comes before the same key of the defaults.

				%s
				## Metrics

				%s"""
			.formatted(
					table(keys.stream()
						.filter((key) -> key.name().startsWith("grpc.server."))
						.flatMap(ConfigurationMetadataTests::withMaps)),
					table(keys.stream()
						.filter((key) -> key.name().startsWith("grpc.client."))
						.flatMap(ConfigurationMetadataTests::withMaps)
						.flatMap(ConfigurationMetadataTests::withChannels)),
					table(keys.stream().filter((key) -> key.name().startsWith("grpc.metrics."))));
	}

	private static Stream<Key> withMaps(Key key) {
		return OF_MAPS.getOrDefault(key.name(), List.of(key)).stream();
	}

	/**
	 * The metadata knows nothing of the keys within a map. Those of a channel are the
	 * same as those of the defaults.
	 */
	private static Stream<Key> withChannels(Key key) {
		if (key.name().equals("grpc.client.channels")) {
			return Stream.of();
		}
		if (!key.name().startsWith(DEFAULTS)) {
			return Stream.of(key);
		}
		Key ofChannel = new Key("grpc.client.channels.<name>." + key.name().substring(DEFAULTS.length()), key.type(),
				(key.deprecated()) ? null : "that of the defaults", key.description(), false);
		return (key.deprecated()) ? Stream.of(ofChannel) : Stream.of(key, ofChannel);
	}

	private static String table(Stream<Key> keys) {
		return keys.sorted((one, other) -> one.name().compareTo(other.name()))
			.map((key) -> "| `%s` | %s | %s | %s |\n".formatted(key.name(), type(key.type()), defaultValue(key),
					key.description()))
			.collect(Collectors.joining("", "| Key | Type | Default | Meaning |\n| --- | --- | --- | --- |\n", ""));
	}

	private static String defaultValue(Key key) {
		if (key.defaultValue() == null) {
			return "";
		}
		return key.defaultValue().startsWith("that of") ? key.defaultValue() : "`" + key.defaultValue() + "`";
	}

	private static String type(String name) {
		if (name.equals("java.util.Set<io.grpc.Status$Code>")) {
			return "list of status codes";
		}
		if (name.startsWith("java.util.Map<")) {
			return "map";
		}
		Matcher list = Pattern.compile("java\\.util\\.List<(.+)>").matcher(name);
		if (list.matches()) {
			return "list of " + type(list.group(1)) + "s";
		}
		Matcher orNone = Pattern.compile("dev\\.grpcstarter\\.config\\.OrNone<(.+)>").matcher(name);
		return orNone.matches() ? type(orNone.group(1)) + " or none"
				: name.substring(name.lastIndexOf('.') + 1).replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase();
	}

}
