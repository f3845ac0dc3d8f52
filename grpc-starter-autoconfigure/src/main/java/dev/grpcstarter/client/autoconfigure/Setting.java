package dev.grpcstarter.client.autoconfigure;

/**
 * A value, and under which prefix it is set.
 *
 * @param <T> the type of the value
 * @param prefix the beginning of its key; without {@code grpc.} if the value is built in
 * @param value the value
 */
record Setting<T>(String prefix, T value) {

	boolean isBuiltIn() {
		return !this.prefix.startsWith("grpc.");
	}

}
