package dev.grpcstarter.config;

import java.util.Map;

/**
 * A value, and the property that sets it.
 *
 * @param <T> the type of the value
 * @param key the full name of the property; one that does not begin with {@code grpc.}
 * stands for a value that is built in
 * @param value the value
 */
public record Setting<T>(String key, T value) {

	/**
	 * Whether nobody has written the value.
	 * @return {@code true} if it is built in
	 */
	public boolean isBuiltIn() {
		return !this.key.startsWith("grpc.");
	}

	/**
	 * Notes the property, unless the value is built in.
	 * @param origins takes the property by the last part of its name
	 */
	public void noteIn(Map<String, String> origins) {
		if (!isBuiltIn()) {
			origins.put(this.key.substring(this.key.lastIndexOf('.') + 1), this.key);
		}
	}

}
