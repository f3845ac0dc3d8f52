package dev.grpcstarter.server.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.Tls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Private keys of the kinds that bundles have.
 */
class GrpcServerKeyTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, GrpcConfigurationAutoConfiguration.class,
				GrpcServerTlsAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1", "grpc.server.ssl.bundle=shop");

	@ParameterizedTest
	@CsvSource({ "server, TLSv1.3", "server, TLSv1.2", "rsa, TLSv1.3", "rsa, TLSv1.2", "rsa-pss, TLSv1.3",
			"rsa-pss, TLSv1.2", "ed25519, TLSv1.3" })
	void aKeyOfAnyKindThatTlsKnowsServes(String certificate, String protocol) {
		this.runner.withPropertyValues(Tls.bundle("shop", certificate))
			.withPropertyValues("spring.ssl.bundle.pem.shop.options.enabled-protocols=" + protocol)
			.run((context) -> assertThat(Tls.handshake(port(context)).getProtocol()).isEqualTo(protocol));
	}

	@ParameterizedTest
	@ValueSource(strings = { "rsa", "rsa-pss" })
	void aReloadMayChangeTheKindOfTheKey(String kind) throws IOException {
		place("server");
		String bundle = "spring.ssl.bundle.pem.shop.";
		this.runner
			.withPropertyValues(bundle + "reload-on-update=true",
					bundle + "keystore.certificate=" + this.directory.resolve("shop.pem"),
					bundle + "keystore.private-key=" + this.directory.resolve("shop.key"),
					"spring.ssl.bundle.watch.file.quiet-period=200ms")
			.run((context) -> {
				place(kind);
				Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.untilAsserted(() -> assertThat(Tls.presented(port(context))).isEqualTo(kind));
			});
	}

	@ParameterizedTest
	@CsvSource({ "server, EC", "rsa, RSA", "rsa-pss, RSASSA-PSS", "ed25519, Ed25519", "server, RSA", "rsa, EC",
			"rsa, RSASSA-PSS", "rsa-pss, RSA" })
	void aKeyThatIsNotTheOneOfTheCertificateIsRefused(String certificate, String algorithm) throws Exception {
		Path key = this.directory.resolve("other.key");
		byte[] encoded = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
		Files.writeString(key, "-----BEGIN PRIVATE KEY-----%n%s%n-----END PRIVATE KEY-----%n"
			.formatted(Base64.getMimeEncoder().encodeToString(encoded)));
		this.runner
			.withPropertyValues("spring.ssl.bundle.pem.shop.keystore.certificate=" + Tls.file(certificate + ".pem"),
					"spring.ssl.bundle.pem.shop.keystore.private-key=" + key)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("does not belong to its certificate"));
	}

	private void place(String certificate) throws IOException {
		for (String end : new String[] { ".key", ".pem" }) {
			Path fresh = Files.copy(Tls.file(certificate + end), this.directory.resolve("fresh"));
			Files.move(fresh, this.directory.resolve("shop" + end), StandardCopyOption.REPLACE_EXISTING);
		}
	}

	private static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class);
	}

}
