package dev.grpcstarter.conformance.interop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.grpc.testing.integration.TestServiceGrpc;

/**
 * The protos of the interop suite, for those who have to read them from files.
 */
final class InteropProtos {

	private InteropProtos() {
	}

	/**
	 * Copies them out of gRPC's jar.
	 * @return the folder to which their imports are relative
	 */
	static Path extract() throws IOException {
		Path protos = Files.createTempDirectory(Files.createDirectories(Path.of("target", "protos")), "interop");
		Path folder = Files.createDirectories(protos.resolve("grpc").resolve("testing"));
		for (String name : List.of("empty.proto", "messages.proto", "test.proto")) {
			try (InputStream proto = TestServiceGrpc.class.getResourceAsStream("/grpc/testing/" + name)) {
				Files.copy(proto, folder.resolve(name));
			}
		}
		return protos.toAbsolutePath();
	}

}
