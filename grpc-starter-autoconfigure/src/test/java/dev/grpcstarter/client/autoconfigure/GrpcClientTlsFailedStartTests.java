package dev.grpcstarter.client.autoconfigure;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.stream.Stream;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.FailedStart;
import dev.grpcstarter.testing.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class GrpcClientTlsFailedStartTests {

	private static final String KEY_STORE = "spring.ssl.bundle.pem.caller.keystore.";

	@Test
	void anUnknownBundleStopsTheStartAndTheKnownOnesAreNamed(CapturedOutput output) {
		assertThat(failure(output, bundle("grpc.client.channels.echo.ssl.bundle=cllaer"))).contains(
				"grpc.client.channels.echo.ssl.bundle (\"", "there is no SSL bundle 'cllaer'; there are [caller]",
				"Set grpc.client.channels.echo.ssl.bundle to a bundle that is defined under spring.ssl.bundle");
	}

	@Test
	void allUnknownBundlesAreReportedTogetherAndWhereTheyAreWritten(CapturedOutput output) {
		assertThat(failure(output,
				bundle("grpc.client.defaults.ssl.bundle=one", "grpc.client.channels.a.target=a:1",
						"grpc.client.channels.a.ssl.bundle=two")))
			.containsOnlyOnce("there is no SSL bundle 'one'")
			.contains("grpc.client.defaults.ssl.bundle (\"", "grpc.client.channels.a.ssl.bundle (\"",
					"there is no SSL bundle 'two'");
	}

	@Test
	void aPrivateKeyWithoutChainStopsTheStartInPlainWords(CapturedOutput output) {
		assertThat(failure(output, KEY_STORE + "private-key=" + Tls.file("client.key"))).contains(
				"grpc.client.channels.echo.ssl.bundle", "the SSL bundle 'caller' cannot be used",
				"Certificates must not be empty", "its keystore.private-key and keystore.certificate are what servers");
	}

	@Test
	void aCertificateWithoutPrivateKeyStopsTheStart(CapturedOutput output) {
		assertThat(failure(output, KEY_STORE + "certificate=" + Tls.file("client.pem")))
			.contains("the key store of the SSL bundle 'caller' has no private key with a certificate");
	}

	@Test
	void aPrivateKeyThatBelongsToAnotherCertificateStopsTheStart(CapturedOutput output) {
		assertThat(failure(output, KEY_STORE + "certificate=" + Tls.file("client.pem"),
				KEY_STORE + "private-key=" + Tls.file("renewed.key")))
			.contains("the private key of the SSL bundle 'caller' does not belong to its certificate");
	}

	@Test
	void aTrustStoreThatIsEmptyStopsTheStart(@TempDir Path directory, CapturedOutput output) throws Exception {
		Path empty = directory.resolve("empty.p12");
		Tls.store(empty);
		assertThat(failure(output, "spring.ssl.bundle.jks.caller.truststore.location=" + empty,
				"spring.ssl.bundle.jks.caller.truststore.password=secret",
				"spring.ssl.bundle.jks.caller.truststore.type=" + KeyStore.getDefaultType()))
			.contains("the trust store of the SSL bundle 'caller' is empty, so that no server could be trusted");
	}

	@Test
	void protocolsThatHttp2ForbidsStopTheStart(CapturedOutput output) {
		assertThat(failure(output, bundle("spring.ssl.bundle.pem.caller.options.enabled-protocols=TLSv1.1")))
			.contains("allows the protocols [TLSv1.1] only, and HTTP/2 needs TLSv1.2 or TLSv1.3");
	}

	@ParameterizedTest
	@CsvSource({ "in-process:near, ssl.bundle=caller, ssl.bundle", "unix:/run/app.sock, ssl.bundle=caller, ssl.bundle",
			"unix:/run/app.sock, ssl.enabled=true, ssl.enabled" })
	void tlsWhereNothingLeavesTheMachineStopsTheStart(String target, String ssl, String key, CapturedOutput output) {
		assertThat(failure(output,
				bundle("grpc.client.channels.near.target=" + target, "grpc.client.channels.near." + ssl)))
			.contains("grpc.client.channels.near." + key, "'" + target + "' does not leave the machine",
					"Remove it, or set grpc.client.channels.near.target to one over TCP");
	}

	private static String[] bundle(String... more) {
		return Stream.concat(Arrays.stream(Tls.bundle("caller", "client")), Arrays.stream(more)).toArray(String[]::new);
	}

	private static String failure(CapturedOutput output, String... properties) {
		String[] all = Stream.concat(Stream.of("grpc.client.channels.echo.target=dns:///localhost:9090",
				"grpc.client.channels.echo.ssl.bundle=caller"), Arrays.stream(properties))
			.toArray(String[]::new);
		String analysis = FailedStart.analysis(output, Application.class, all);
		assertThat(analysis).doesNotContain("\tat ");
		return analysis;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, GrpcConfigurationAutoConfiguration.class,
			GrpcClientAutoConfiguration.class })
	static class Application {

	}

}
