package dev.grpcstarter.config.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;

import org.springframework.core.io.ClassPathResource;

/**
 * The configuration metadata that is in the jar.
 */
public final class ConfigurationMetadata {

	private ConfigurationMetadata() {
	}

	public static List<Key> keys() throws IOException {
		try (InputStream json = new ClassPathResource("META-INF/spring-configuration-metadata.json").getInputStream()) {
			List<Map<String, Object>> properties = JsonPath.parse(json).read("$.properties");
			return properties.stream().map(Key::of).toList();
		}
	}

	/**
	 * A property.
	 */
	public record Key(String name, String type, String defaultValue, String description, boolean deprecated) {

		private static Key of(Map<String, Object> property) {
			Object defaultValue = property.get("defaultValue");
			return new Key((String) property.get("name"), (String) property.get("type"),
					(defaultValue != null) ? defaultValue.toString() : null, (String) property.get("description"),
					property.containsKey("deprecation"));
		}

	}

}
