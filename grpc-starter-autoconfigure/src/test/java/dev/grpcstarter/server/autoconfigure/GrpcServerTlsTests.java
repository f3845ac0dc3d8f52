package dev.grpcstarter.server.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.observation.autoconfigure.GrpcServerMetricsAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.GrpcServerLifecycle;
import dev.grpcstarter.testing.Chat;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.RawHttp2;
import dev.grpcstarter.testing.TestChannel;
import dev.grpcstarter.testing.Tls;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * TLS as clients see it on the wire.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrpcServerTlsTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner plaintext = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, SslAutoConfiguration.class,
				GrpcConfigurationAutoConfiguration.class, GrpcBuiltInServicesAutoConfiguration.class,
				GrpcServerTlsAutoConfiguration.class, GrpcServerAutoConfiguration.class,
				GrpcServerMetricsAutoConfiguration.class))
		.withBean(EchoService.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	private final ApplicationContextRunner runner = this.plaintext.withPropertyValues(Tls.bundle("shop", "server"))
		.withPropertyValues("grpc.server.ssl.bundle=shop");

	@Test
	void aCallOverTlsIsServedAndItsHandlerSeesTheSession() {
		this.runner.withBean(Sessions.class).run((context) -> {
			try (TestChannel channel = TestChannel.to(context, Tls.client(null))) {
				assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
			}
			assertThat(context.getBean(Sessions.class).seen).singleElement()
				.extracting(SSLSession::getProtocol)
				.isEqualTo("TLSv1.3");
		});
	}

	@Test
	void theCiphersAndProtocolsOfTheBundleHold() {
		this.runner
			.withPropertyValues("spring.ssl.bundle.pem.shop.options.enabled-protocols=TLSv1.2",
					"spring.ssl.bundle.pem.shop.options.ciphers=TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256")
			.run((context) -> {
				SSLSession session = Tls.handshake(port(context));
				assertThat(session.getProtocol()).isEqualTo("TLSv1.2");
				assertThat(session.getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
				assertThatExceptionOfType(SSLException.class).isThrownBy(() -> Tls.handshake(port(context), "TLSv1.3"));
				try (TestChannel channel = TestChannel.to(context, Tls.client(null))) {
					assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				}
			});
	}

	@Test
	void ciphersThatHttp2ForbidsAreLeftOutOfABundleThatHasOthersToo(CapturedOutput output) {
		this.runner.withPropertyValues(
				"spring.ssl.bundle.pem.shop.options.ciphers=TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
			.run((context) -> assertThat(Tls.handshake(port(context), "TLSv1.2").getCipherSuite())
				.isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
		assertThat(output).containsOnlyOnce("leaves ciphers of the SSL bundle 'shop' out")
			.contains("[TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384]");
	}

	@Test
	void theKeyAliasOfTheBundleHolds() throws Exception {
		Path store = this.directory.resolve("two.p12");
		Tls.store(store, "server", "renewed");
		String bundle = "spring.ssl.bundle.jks.shop.";
		for (String alias : List.of("server", "renewed")) {
			this.plaintext
				.withPropertyValues("grpc.server.ssl.bundle=shop", bundle + "keystore.location=" + store,
						bundle + "keystore.password=secret", bundle + "key.alias=" + alias)
				.run((context) -> assertThat(Tls.presented(port(context))).isEqualTo(alias));
		}
	}

	@ParameterizedTest
	@CsvSource({ "none, , true", "none, stranger, true", "optional, , true", "optional, client, true",
			"optional, stranger, false", "require, client, true", "require, , false", "require, stranger, false" })
	void clientsAreLetInByTheirCertificate(String clientAuth, String certificate, boolean letIn) {
		this.runner.withBean(Sessions.class)
			.withPropertyValues(Tls.trust("shop"), "grpc.server.ssl.client-auth=" + clientAuth)
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context, Tls.client(certificate))) {
					if (letIn) {
						channel.echo().say(EchoService.phrase("hello"));
						assertThat(context.getBean(Sessions.class).callers())
							.containsExactly("client".equals(certificate) ? "CN=client" : "nobody");
					}
					else {
						assertThatExceptionOfType(StatusRuntimeException.class)
							.isThrownBy(() -> channel.echo().say(EchoService.phrase("hello")))
							.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
						assertThat(context.getBean(Sessions.class).seen).isEmpty();
					}
				}
			});
	}

	@Test
	void aReloadedBundleReachesNewConnectionsAndLeavesOpenStreamsAlone(CapturedOutput output) throws Exception {
		place("server");
		reloading().run((context) -> {
			try (TestChannel channel = TestChannel.to(context, Tls.client(null))) {
				Chat chat = Chat.over(channel);
				assertThat(Tls.presented(port(context))).isEqualTo("server");
				place("renewed");
				awaitPresented(context, "renewed");
				assertThat(chat.answerTo("still there?")).isEqualTo("still there?");
			}
			assertThat(output).containsOnlyOnce(
					"New connections of the gRPC server take the SSL bundle 'shop' as it was reloaded, valid until 2070-01-01");
			context.getBean(GrpcServerLifecycle.class).stop();
			context.getBean(GrpcServerLifecycle.class).start();
			assertThat(Tls.presented(port(context))).isEqualTo("renewed");
		});
	}

	@Test
	void aReloadThatFailsKeepsTheBundleBeforeItAndNamesIt(CapturedOutput output) throws Exception {
		place("server");
		reloading().run((context) -> {
			Files.writeString(this.directory.resolve("shop.pem"), "no certificate");
			await().untilAsserted(() -> assertThat(output).contains(
					"valid until 2110-01-01T00:00:00Z, because after a reload the SSL bundle 'shop' cannot be used"));
			assertThat(Tls.presented(port(context))).isEqualTo("server");
			context.getBean(GrpcServerLifecycle.class).stop();
			context.getBean(GrpcServerLifecycle.class).start();
			assertThat(Tls.presented(port(context))).isEqualTo("server");
			place("renewed");
			awaitPresented(context, "renewed");
			assertThat(output).containsOnlyOnce("because after a reload");
		});
	}

	@Test
	void aCertificateWithoutItsNewKeyIsNotTakenUp(CapturedOutput output) throws Exception {
		place("server");
		reloading().run((context) -> {
			replace("shop.pem", "renewed.pem");
			await().untilAsserted(() -> assertThat(output).contains("does not belong to its certificate"));
			assertThat(Tls.presented(port(context))).isEqualTo("server");
			replace("shop.key", "renewed.key");
			awaitPresented(context, "renewed");
		});
	}

	@Test
	void aGaugeShowsWhenTheCertificateExpiresThatIsPresentedNow() throws Exception {
		place("server");
		reloading().withBean(SimpleMeterRegistry.class).run((context) -> {
			new ServerMeters(context).expiresAt("2110-01-01T00:00:00Z");
			place("renewed");
			awaitPresented(context, "renewed");
			new ServerMeters(context).expiresAt("2070-01-01T00:00:00Z");
		});
		this.plaintext.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(
					context.getBean(MeterRegistry.class).find("grpc.server.certificate.expiry").gauges())
				.isEmpty());
	}

	@Test
	void aPeerThatSpeaksPlaintextToTheTlsPortIsCutOff() {
		this.runner.run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				client.awaitClosed();
			}
		});
	}

	@Test
	void aPeerThatSpeaksTlsToThePlaintextPortIsCutOff() {
		this.plaintext.run((context) -> assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> Tls.handshake(port(context))));
	}

	@Test
	void aBlankBundleIsNotSet() {
		this.plaintext.withPropertyValues("grpc.server.ssl.bundle=").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
			}
		});
	}

	@Test
	void aUnixSocketStaysPlaintextBesideTls() {
		Path socket = this.directory.resolve("app.sock");
		this.runner.withPropertyValues("grpc.server.unix-socket=" + socket).run((context) -> {
			assertThat(Tls.presented(port(context))).isEqualTo("server");
			try (TestChannel channel = TestChannel.toUnixSocket(socket)) {
				assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
			}
		});
	}

	private ApplicationContextRunner reloading() {
		String bundle = "spring.ssl.bundle.pem.shop.";
		return this.plaintext.withPropertyValues("grpc.server.ssl.bundle=shop", bundle + "reload-on-update=true",
				bundle + "keystore.certificate=" + this.directory.resolve("shop.pem"),
				bundle + "keystore.private-key=" + this.directory.resolve("shop.key"),
				"spring.ssl.bundle.watch.file.quiet-period=200ms");
	}

	private void place(String certificate) throws IOException {
		replace("shop.key", certificate + ".key");
		replace("shop.pem", certificate + ".pem");
	}

	private void replace(String file, String by) throws IOException {
		Tls.replace(this.directory.resolve(file), by);
	}

	private static void awaitPresented(ApplicationContext context, String name) {
		await().untilAsserted(() -> assertThat(Tls.presented(port(context))).isEqualTo(name));
	}

	private static org.awaitility.core.ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20));
	}

	private static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class);
	}

	private record ServerMeters(ApplicationContext context) {

		void expiresAt(String instant) {
			double seconds = this.context.getBean(MeterRegistry.class)
				.get("grpc.server.certificate.expiry")
				.tag("bundle", "shop")
				.timeGauge()
				.value(TimeUnit.SECONDS);
			assertThat(seconds).isCloseTo(Duration.between(Instant.now(), Instant.parse(instant)).toSeconds(),
					within(60.0));
		}

	}

	@GlobalServerInterceptor
	static class Sessions implements ServerInterceptor {

		private final List<SSLSession> seen = new ArrayList<>();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			this.seen.add(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
			return next.startCall(call, headers);
		}

		List<String> callers() {
			return this.seen.stream().map(Sessions::caller).toList();
		}

		private static String caller(SSLSession session) {
			try {
				return session.getPeerPrincipal().getName();
			}
			catch (SSLPeerUnverifiedException ex) {
				return "nobody";
			}
		}

	}

}
