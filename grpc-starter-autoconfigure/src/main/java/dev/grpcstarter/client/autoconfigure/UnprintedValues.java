package dev.grpcstarter.client.autoconfigure;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * A map that prints its keys only: often a value is a secret.
 */
final class UnprintedValues extends AbstractMap<String, String> {

	private final Map<String, String> entries;

	UnprintedValues(Map<String, String> entries) {
		this.entries = entries;
	}

	@Override
	public Set<Entry<String, String>> entrySet() {
		return this.entries.entrySet();
	}

	@Override
	public String toString() {
		return keySet().toString();
	}

}
