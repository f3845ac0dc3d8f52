package dev.grpcstarter.conformance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a Unix socket may be: short, because the system allows 107 bytes.
 *
 * @param path the path
 */
record SocketPath(Path path) {

	static SocketPath create() {
		try {
			Path folder = Files.createTempDirectory("interop");
			folder.toFile().deleteOnExit();
			return new SocketPath(folder.resolve("grpc.sock"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String target() {
		return "unix:" + this.path;
	}

}
