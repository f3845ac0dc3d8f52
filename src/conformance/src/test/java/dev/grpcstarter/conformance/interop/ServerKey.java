package dev.grpcstarter.conformance.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.grpcstarter.conformance.process.Command;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A key for a TLS server on this machine, made by the JDK's own tool.
 *
 * @param folder where the key and its certificate are
 */
record ServerKey(Path folder) {

	private static final String PASSWORD = "not-a-secret";

	static ServerKey create() {
		try {
			ServerKey key = new ServerKey(
					Files.createTempDirectory(Files.createDirectories(Path.of("target", "tls")), "server")
						.toAbsolutePath());
			key.keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
					"san=dns:localhost,ip:127.0.0.1");
			key.keytool("-exportcert", "-rfc", "-file", "server.pem");
			return key;
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void keytool(String... arguments) throws IOException, InterruptedException {
		List<String> line = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
		line.addAll(List.of(arguments));
		line.addAll(List.of("-alias", "server", "-keystore", "server.p12", "-storepass", PASSWORD));
		Command.Result keytool = new Command(this.folder, line).run();
		assertThat(keytool.exitCode()).as(keytool.output()).isZero();
	}

	/**
	 * What clients have to trust.
	 * @return the certificate, as PEM
	 */
	Path certificate() {
		return this.folder.resolve("server.pem");
	}

	/**
	 * The properties of a server that has this key.
	 * @return the properties
	 */
	Map<String, Object> properties() {
		return Map.of("grpc.server.ssl.bundle", "interop", "spring.ssl.bundle.jks.interop.keystore.location",
				this.folder.resolve("server.p12").toUri().toString(), "spring.ssl.bundle.jks.interop.keystore.password",
				PASSWORD);
	}

}
