package dev.grpcstarter.client;

import java.util.Arrays;
import java.util.List;

import io.grpc.Metadata;

/**
 * Metadata that a channel sends with every call. What a call brings along under the same
 * key stays as it is. Immutable, and it does not print its values: often one is a secret.
 *
 * @param entries the keys and values
 */
public record StaticMetadata(List<Entry<?>> entries) {

	public StaticMetadata {
		entries = List.copyOf(entries);
	}

	void addTo(Metadata headers) {
		this.entries.forEach((entry) -> entry.addTo(headers));
	}

	/**
	 * A key and its value.
	 *
	 * @param <T> the type of the value, {@code String} or {@code byte[]}
	 * @param key the key
	 * @param value the value
	 */
	public record Entry<T>(Metadata.Key<T> key, T value) {

		private void addTo(Metadata headers) {
			if (!headers.containsKey(this.key)) {
				headers.put(this.key, this.value);
			}
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Entry<?> that && this.key.equals(that.key)
					&& Arrays.deepEquals(new Object[] { this.value }, new Object[] { that.value });
		}

		@Override
		public int hashCode() {
			return this.key.hashCode();
		}

		@Override
		public String toString() {
			return this.key.name();
		}

	}

}
