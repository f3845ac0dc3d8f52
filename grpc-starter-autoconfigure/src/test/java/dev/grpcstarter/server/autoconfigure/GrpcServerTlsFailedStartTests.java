package dev.grpcstarter.server.autoconfigure;

import java.util.Arrays;
import java.util.stream.Stream;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.FailedStart;
import dev.grpcstarter.testing.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class GrpcServerTlsFailedStartTests {

	private static final String KEY_STORE = "spring.ssl.bundle.pem.shop.keystore.";

	private static final String OPTIONS = "spring.ssl.bundle.pem.shop.options.";

	@Test
	void anUnknownBundleStopsTheStartAndTheKnownOnesAreNamed(CapturedOutput output) {
		assertThat(failure(output, bundle("grpc.server.ssl.bundle=shpo"))).contains("grpc.server.ssl.bundle",
				"there is no SSL bundle 'shpo'; there are [shop]",
				"Set grpc.server.ssl.bundle to a bundle that is defined under spring.ssl.bundle");
	}

	@Test
	void aPrivateKeyWithoutChainStopsTheStartInPlainWords(CapturedOutput output) {
		assertThat(failure(output, KEY_STORE + "private-key=" + Tls.file("server.key"))).contains(
				"grpc.server.ssl.bundle", "the SSL bundle 'shop' cannot be used", "Certificates must not be empty",
				"Give the bundle a private key and the chain of its certificate, such as spring.ssl.bundle.pem.shop.keystore.private-key and spring.ssl.bundle.pem.shop.keystore.certificate");
	}

	@Test
	void aCertificateWithoutPrivateKeyStopsTheStart(CapturedOutput output) {
		assertThat(failure(output, KEY_STORE + "certificate=" + Tls.file("server.pem")))
			.contains("the SSL bundle 'shop' has no private key with a certificate", "Give the bundle a private key");
	}

	@Test
	void aBundleWithoutKeyStoreStopsTheStart(CapturedOutput output) {
		assertThat(failure(output, Tls.trust("shop")))
			.contains("the SSL bundle 'shop' has no private key with a certificate", "Give the bundle a private key");
	}

	@Test
	void aPrivateKeyThatBelongsToAnotherCertificateStopsTheStart(CapturedOutput output) {
		assertThat(failure(output, KEY_STORE + "certificate=" + Tls.file("server.pem"),
				KEY_STORE + "private-key=" + Tls.file("renewed.key")))
			.contains("the private key of the SSL bundle 'shop' does not belong to its certificate");
	}

	@Test
	void aFileThatDoesNotExistStopsTheStart(CapturedOutput output) {
		assertThat(failure(output, KEY_STORE + "certificate=" + Tls.file("missing.pem"),
				KEY_STORE + "private-key=" + Tls.file("server.key")))
			.contains("missing.pem");
	}

	@ParameterizedTest
	@CsvSource({ "optional", "require" })
	void clientsAreNeverCheckedAgainstTheAuthoritiesOfTheJdk(String clientAuth, CapturedOutput output) {
		assertThat(failure(output, bundle("grpc.server.ssl.client-auth=" + clientAuth))).contains(
				"the SSL bundle 'shop' has no trust store, or an empty one", "(grpc.server.ssl.client-auth)",
				"Give the bundle a trust store with the authority of the clients, or set grpc.server.ssl.client-auth to none");
	}

	@Test
	void clientAuthWithoutBundleStopsTheStart(CapturedOutput output) {
		assertThat(failure(output, "grpc.server.ssl.bundle=", "grpc.server.ssl.client-auth=require")).contains(
				"grpc.server.ssl.client-auth", "without grpc.server.ssl.bundle there is no TLS",
				"Set grpc.server.ssl.bundle to an SSL bundle, or grpc.server.ssl.client-auth to none");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					ciphers           | TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA | allows the ciphers [TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA] only, and HTTP/2 over
					ciphers           | ECDHE-ECDSA-AES128-GCM-SHA256 | names the ciphers [ECDHE-ECDSA-AES128-GCM-SHA256], which this JVM does not know
					enabled-protocols | TLSv1.1 | allows the protocols [TLSv1.1] only, and HTTP/2 needs TLSv1.2 or TLSv1.3
					enabled-protocols | TLS1.3 | names the protocols [TLS1.3], which this JVM does not know
					""")
	void optionsWithWhichNoHandshakeCouldSucceedStopTheStart(String option, String value, String what,
			CapturedOutput output) {
		assertThat(failure(output, bundle(OPTIONS + option + "=" + value)))
			.contains("grpc.server.ssl.bundle", "the SSL bundle 'shop' " + what,
					"Name some of these under the options of the bundle: [TLS")
			.doesNotContain("_CBC_SHA,", "EMPTY_RENEGOTIATION", "TLSv1.1,");
	}

	@Test
	void ciphersThatFitNoneOfTheProtocolsStopTheStart(CapturedOutput output) {
		assertThat(failure(output,
				bundle(OPTIONS + "ciphers=TLS_AES_128_GCM_SHA256", OPTIONS + "enabled-protocols=TLSv1.2")))
			.contains("allows the ciphers [TLS_AES_128_GCM_SHA256] only, and HTTP/2 over TLSv1.2 needs others");
	}

	@Test
	void aBundleForAUnixSocketAloneStopsTheStart(CapturedOutput output) {
		assertThat(failure(output, bundle("grpc.server.port=none", "grpc.server.unix-socket=no-tls.sock"))).contains(
				"grpc.server.ssl.bundle", "grpc.server.port is none, and a Unix socket is always plaintext",
				"Set grpc.server.port to a port, or leave grpc.server.ssl.bundle empty");
	}

	@Test
	void whatClientAuthMayBeIsListed(CapturedOutput output) {
		assertThat(failure(output, bundle("grpc.server.ssl.client-auth=want"))).contains("grpc.server.ssl.client-auth",
				"NONE", "OPTIONAL", "REQUIRE");
	}

	private static String[] bundle(String... more) {
		return Stream.concat(Arrays.stream(Tls.bundle("shop", "server")), Arrays.stream(more)).toArray(String[]::new);
	}

	private static String failure(CapturedOutput output, String... properties) {
		String[] all = Stream
			.concat(Stream.of("grpc.server.port=0", "grpc.server.ssl.bundle=shop"), Arrays.stream(properties))
			.toArray(String[]::new);
		String analysis = FailedStart.analysis(output, Application.class, all);
		assertThat(analysis).doesNotContain("\tat ");
		return analysis;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, GrpcConfigurationAutoConfiguration.class,
			GrpcServerTlsAutoConfiguration.class, GrpcServerAutoConfiguration.class })
	static class Application {

	}

}
