package dev.grpcstarter.client.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.autoconfigure.GrpcServerTlsAutoConfiguration;
import dev.grpcstarter.testing.Chat;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.TestChannel;
import dev.grpcstarter.testing.Tls;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * TLS of channels as the server sees it, and in the status of calls where there is none.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrpcClientTlsTests {

	private static final String BUNDLE = "spring.ssl.bundle.pem.caller.";

	@TempDir
	private Path directory;

	private final int port = TestSocketUtils.findAvailableTcpPort();

	private final ApplicationContextRunner plaintext = ClientRunner.withServer("unused-" + this.port)
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, GrpcServerTlsAutoConfiguration.class))
		.withBean(Sessions.class)
		.withPropertyValues(Tls.bundle("shop", "server"))
		.withPropertyValues("grpc.server.address=127.0.0.1", "grpc.server.port=" + this.port,
				"grpc.client.channels.echo.target=dns:///localhost:" + this.port);

	private final ApplicationContextRunner runner = this.plaintext.withPropertyValues("grpc.server.ssl.bundle=shop");

	private final ApplicationContextRunner trusting = this.runner.withPropertyValues(Tls.trust("caller"),
			"grpc.client.channels.echo.ssl.bundle=caller");

	@Test
	void aServerThatTheBundleTrustsIsCalled() {
		this.trusting.run((context) -> {
			assertThat(say(context)).isEqualTo("hello");
			assertThat(sessions(context).last().getProtocol()).isEqualTo("TLSv1.3");
			assertThat(sessions(context).lastCaller()).isEqualTo("nobody");
		});
	}

	@Test
	void theServerSeesTheCertificateOfTheBundle() {
		this.trusting.withPropertyValues(Tls.trust("shop"), "grpc.server.ssl.client-auth=require")
			.withPropertyValues(Tls.bundle("caller", "client"))
			.run((context) -> {
				assertThat(say(context)).isEqualTo("hello");
				assertThat(sessions(context).lastCaller()).isEqualTo("CN=client");
			});
	}

	@Test
	void theServerSeesTheCertificateThatTheAliasOfTheBundleNames() throws Exception {
		Path store = this.directory.resolve("two.p12");
		Tls.store(store, "client", "renewed");
		for (String alias : new String[] { "client", "renewed" }) {
			this.runner
				.withPropertyValues(Tls.trust("shop"), "grpc.server.ssl.client-auth=require",
						"grpc.client.channels.echo.ssl.bundle=two", "spring.ssl.bundle.jks.two.key.alias=" + alias,
						"spring.ssl.bundle.jks.two.keystore.location=" + store,
						"spring.ssl.bundle.jks.two.keystore.password=secret",
						"spring.ssl.bundle.jks.two.truststore.location=" + trustStore(),
						"spring.ssl.bundle.jks.two.truststore.password=secret")
				.run((context) -> {
					assertThat(say(context)).isEqualTo("hello");
					assertThat(sessions(context).lastCaller()).isEqualTo("CN=" + alias);
				});
		}
	}

	@Test
	void theCiphersAndProtocolsOfTheBundleHold() {
		this.trusting
			.withPropertyValues(BUNDLE + "options.enabled-protocols=TLSv1.2",
					BUNDLE + "options.ciphers=TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256")
			.run((context) -> {
				assertThat(say(context)).isEqualTo("hello");
				assertThat(sessions(context).last().getProtocol()).isEqualTo("TLSv1.2");
				assertThat(sessions(context).last().getCipherSuite())
					.isEqualTo("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
			});
	}

	@Test
	void anAuthorityIsTheHostThatTheCertificateHasToName() {
		ApplicationContextRunner byAddress = this.trusting
			.withPropertyValues("grpc.client.channels.echo.target=dns:///127.0.0.2:" + this.port);
		this.trusting.withPropertyValues("grpc.client.channels.echo.authority=shop.example")
			.run((context) -> assertThat(failure(context)).contains("does not fit its host",
					"grpc.client.channels.echo.authority", "shop.example"));
		byAddress.withPropertyValues("grpc.server.address=127.0.0.2")
			.run((context) -> assertThat(failure(context)).contains("does not fit its host", "127.0.0.2"));
		byAddress.withPropertyValues("grpc.server.address=127.0.0.2", "grpc.client.channels.echo.authority=localhost")
			.run((context) -> assertThat(say(context)).isEqualTo("hello"));
	}

	@Test
	void theHostOfAChannelThatIsOpenedAdHocIsThatOfTheTargetThatIsGiven() {
		this.trusting.withPropertyValues("grpc.client.defaults.ssl.bundle=caller", "grpc.server.address=127.0.0.2")
			.run((context) -> assertThat(failure(
					context.getBean(GrpcChannels.class).open("dns:///127.0.0.2:" + this.port), Status.Code.UNAVAILABLE))
				.contains("does not fit its host, which the target given to GrpcChannels.open can name"));
	}

	@Test
	void aServerThatIsNotTrustedIsNotCalledAndTheStatusSaysSo() {
		this.runner.withPropertyValues("grpc.client.channels.echo.ssl.enabled=true")
			.run((context) -> assertThat(failure(context)).contains("the TLS handshake with 'dns:///localhost:",
					"not one that the JDK trusts: unable to find valid certification path"));
		this.trusting.withPropertyValues(BUNDLE + "truststore.certificate=" + Tls.file("stranger.pem"))
			.run((context) -> {
				assertThat(failure(context)).contains("not one that the SSL bundle 'caller' trusts");
				assertThat(sessions(context).seen).isEmpty();
			});
	}

	@Test
	void aServerThatAsksForACertificateInVainIsNamedInTheStatus() {
		for (String protocol : new String[] { "TLSv1.2", "TLSv1.3" }) {
			this.trusting
				.withPropertyValues(Tls.trust("shop"), "grpc.server.ssl.client-auth=require",
						BUNDLE + "options.enabled-protocols=" + protocol)
				.run((context) -> assertThat(failure(context)).contains("the server refused it with the alert",
						"certificate than the key store of the SSL bundle 'caller' has"));
		}
	}

	@Test
	void aServerThatSpeaksPlaintextIsNamedInTheStatus() {
		this.plaintext.withPropertyValues("grpc.client.channels.echo.ssl.enabled=true")
			.run((context) -> assertThat(failure(context)).contains("the server does not speak TLS",
					"grpc.client.channels.echo.ssl.enabled=false"));
	}

	@Test
	void aServerThatSpeaksTlsIsNamedInTheStatusOfACallInPlaintext() {
		this.runner.run((context) -> assertThat(failure(context)).contains("does not answer HTTP/2 in plaintext",
				"If it speaks TLS, set grpc.client.channels.echo.ssl.enabled=true"));
	}

	@Test
	void aServerThatAnswersPlaintextWithAnAlertIsNamedInTheStatusToo() throws Exception {
		try (ServerSocket openssl = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			Thread server = new Thread(() -> answer(openssl, new byte[] { 0x15, 3, 3, 0, 2, 2, 70 }));
			server.setDaemon(true);
			server.start();
			ClientRunner.clientOnly()
				.withPropertyValues("grpc.client.channels.echo.target=dns:///127.0.0.1:" + openssl.getLocalPort())
				.run((context) -> assertThat(failure(context, Status.Code.INTERNAL))
					.contains("does not answer HTTP/2 in plaintext"));
		}
	}

	@Test
	void aConnectionThatBreaksAfterItsHandshakeIsNotCalledAFailedHandshake() throws Exception {
		try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			this.trusting
				.withPropertyValues("grpc.client.channels.echo.target=dns:///localhost:" + listening.getLocalPort())
				.run((context) -> {
					SSLContext shop = context.getBean(SslBundles.class).getBundle("shop").createSslContext();
					Thread server = new Thread(() -> breakAfterHandshake(listening, shop));
					server.setDaemon(true);
					server.start();
					assertThat(failure(context)).startsWith("the TLS connection to 'dns:///localhost:")
						.contains("' broke: ");
				});
		}
	}

	@Test
	void aPortThatNobodyListensToIsNamedInTheStatus() {
		ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.channels.echo.target=dns:///127.0.0.1:" + this.port)
			.run((context) -> assertThat(failure(context)).contains("the connection to 'dns:///127.0.0.1:", "refused"));
	}

	@Test
	void whatTheDefaultsSayOfTlsLeavesChannelsAloneThatDoNotLeaveTheMachine() {
		Path socket = this.directory.resolve("app.sock");
		this.trusting
			.withPropertyValues("grpc.client.defaults.ssl.bundle=caller", "grpc.server.in-process-name=near",
					"grpc.server.unix-socket=" + socket, "grpc.client.channels.echo.target=unix:" + socket,
					"grpc.client.channels.echo.ssl.bundle=", "grpc.client.channels.near.target=in-process:near",
					"grpc.client.channels.far.target=dns:///localhost:" + this.port)
			.run((context) -> {
				for (String channel : new String[] { "echo", "near", "far" }) {
					assertThat(say(context, channel)).isEqualTo("hello");
				}
				assertThat(sessions(context).seen).hasSize(1);
			});
	}

	@Test
	void aChannelThatIsOpenedLikeAnotherHasTlsWhereItsOwnTargetLeavesTheMachine() {
		Path socket = this.directory.resolve("app.sock");
		this.trusting
			.withPropertyValues("grpc.client.defaults.ssl.bundle=caller", "grpc.server.unix-socket=" + socket,
					"grpc.client.channels.near.target=unix:" + socket)
			.run((context) -> {
				GrpcChannels channels = context.getBean(GrpcChannels.class);
				assertThat(say(channels.openLike("echo", "unix:" + socket))).isEqualTo("hello");
				assertThat(sessions(context).seen).isEmpty();
				assertThat(say(channels.openLike("near", "dns:///localhost:" + this.port))).isEqualTo("hello");
				assertThat(sessions(context).seen).hasSize(1);
			});
	}

	@Test
	void aChannelMayTurnTheTlsOfTheDefaultsOff() {
		this.plaintext
			.withPropertyValues("grpc.client.defaults.ssl.enabled=true", "grpc.client.channels.echo.ssl.enabled=false")
			.run((context) -> assertThat(say(context)).isEqualTo("hello"));
	}

	@Test
	void theBundleOfAChannelTurnsOnWhatTheDefaultsTurnOff() {
		this.trusting.withPropertyValues("grpc.client.defaults.ssl.enabled=false").run((context) -> {
			assertThat(say(context)).isEqualTo("hello");
			assertThat(sessions(context).seen).hasSize(1);
		});
		this.plaintext.withPropertyValues(Tls.trust("caller"))
			.withPropertyValues("grpc.client.defaults.ssl.bundle=caller", "grpc.client.channels.echo.ssl.enabled=false")
			.run((context) -> assertThat(say(context)).isEqualTo("hello"));
		this.runner.withPropertyValues(Tls.trust("caller"))
			.withPropertyValues("grpc.client.defaults.ssl.bundle=caller", "grpc.client.defaults.ssl.enabled=false",
					"grpc.client.channels.echo.ssl.enabled=true")
			.run((context) -> assertThat(say(context)).isEqualTo("hello"));
	}

	@Test
	void aChannelMayTrustTheJdkInPlaceOfTheBundleOfTheDefaults() {
		for (String enabled : new String[] { "", "true" }) {
			this.runner.withPropertyValues(Tls.trust("caller"))
				.withPropertyValues("grpc.client.defaults.ssl.bundle=caller",
						"grpc.client.channels.echo.ssl.bundle=none", "grpc.client.channels.echo.ssl.enabled=" + enabled)
				.run((context) -> assertThat(failure(context)).contains("not one that the JDK trusts"));
		}
	}

	@Test
	void withoutAnySslKeyAChannelSpeaksPlaintext() {
		this.plaintext.run((context) -> assertThat(say(context)).isEqualTo("hello"));
	}

	@Test
	void aReloadedBundleReachesNewConnectionsAndLeavesOpenStreamsAlone(CapturedOutput output) throws Exception {
		place("client");
		reloading()
			.withPropertyValues("grpc.client.channels.other.target=dns:///localhost:" + this.port,
					"grpc.client.channels.other.ssl.bundle=caller")
			.run((context) -> {
				Chat chat = Chat.over(new TestChannel(channel(context, "echo")));
				assertThat(chat.answerTo("first")).isEqualTo("first");
				assertThat(sessions(context).lastCaller()).isEqualTo("CN=client");
				place("renewed");
				await().untilAsserted(() -> {
					channel(context, "other").enterIdle();
					assertThat(say(context, "other")).isEqualTo("hello");
					assertThat(sessions(context).lastCaller()).isEqualTo("CN=renewed");
				});
				assertThat(chat.answerTo("still there?")).isEqualTo("still there?");
			});
		assertThat(output).containsOnlyOnce(
				"New connections of the gRPC client take the SSL bundle 'caller' as it was reloaded, valid until 2070-01-01");
	}

	@Test
	void aReloadThatFailsKeepsTheBundleBeforeIt(CapturedOutput output) throws Exception {
		place("client");
		reloading().run((context) -> {
			Files.writeString(this.directory.resolve("caller.pem"), "no certificate");
			await().untilAsserted(() -> assertThat(output).contains("The gRPC client keeps the SSL bundle 'caller'",
					"because after a reload the SSL bundle 'caller' cannot be used"));
			assertThat(say(context)).isEqualTo("hello");
			assertThat(sessions(context).lastCaller()).isEqualTo("CN=client");
		});
	}

	private ApplicationContextRunner reloading() {
		return this.trusting.withPropertyValues(Tls.trust("shop"), "grpc.server.ssl.client-auth=require",
				BUNDLE + "reload-on-update=true",
				BUNDLE + "keystore.certificate=" + this.directory.resolve("caller.pem"),
				BUNDLE + "keystore.private-key=" + this.directory.resolve("caller.key"),
				"spring.ssl.bundle.watch.file.quiet-period=200ms");
	}

	private void place(String certificate) throws IOException {
		Tls.replace(this.directory.resolve("caller.key"), certificate + ".key");
		Tls.replace(this.directory.resolve("caller.pem"), certificate + ".pem");
	}

	private Path trustStore() throws Exception {
		Path store = this.directory.resolve("trust.p12");
		Tls.trustStore(store);
		return store;
	}

	private static void answer(ServerSocket listening, byte[] bytes) {
		try {
			while (true) {
				try (Socket socket = listening.accept()) {
					socket.getOutputStream().write(bytes);
					socket.getInputStream().transferTo(OutputStream.nullOutputStream());
				}
			}
		}
		catch (IOException ex) {
			// the test is over
		}
	}

	/**
	 * Sends a record that nobody has encrypted.
	 */
	private static void breakAfterHandshake(ServerSocket listening, SSLContext context) {
		try {
			while (true) {
				try (Socket socket = listening.accept();
						SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true)) {
					SSLParameters parameters = tls.getSSLParameters();
					parameters.setApplicationProtocols(new String[] { "h2" });
					tls.setSSLParameters(parameters);
					tls.startHandshake();
					tls.getInputStream().read();
					byte[] broken = new byte[64];
					System.arraycopy(new byte[] { 23, 3, 3, 0, 59 }, 0, broken, 0, 5);
					socket.getOutputStream().write(broken);
					socket.getInputStream().transferTo(OutputStream.nullOutputStream());
				}
			}
		}
		catch (IOException ex) {
			// the test is over
		}
	}

	private static ManagedChannel channel(ApplicationContext context, String name) {
		return context.getBean(GrpcChannels.class).get(name);
	}

	private static Sessions sessions(ApplicationContext context) {
		return context.getBean(Sessions.class);
	}

	private static String say(ApplicationContext context) {
		return say(context, "echo");
	}

	private static String say(ApplicationContext context, String channel) {
		return say(channel(context, channel));
	}

	private static String say(ManagedChannel channel) {
		return EchoGrpc.newBlockingStub(channel).say(EchoService.phrase("hello")).getText();
	}

	private static String failure(ApplicationContext context) {
		return failure(context, Status.Code.UNAVAILABLE);
	}

	private static String failure(ApplicationContext context, Status.Code code) {
		return failure(channel(context, "echo"), code);
	}

	private static String failure(ManagedChannel channel, Status.Code code) {
		Status status = catchThrowableOfType(StatusRuntimeException.class, () -> say(channel)).getStatus();
		assertThat(status.getCode()).isEqualTo(code);
		return status.getDescription();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20));
	}

	@GlobalServerInterceptor
	static class Sessions implements ServerInterceptor {

		private final Queue<SSLSession> seen = new ConcurrentLinkedQueue<>();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
			if (session != null) {
				this.seen.add(session);
			}
			return next.startCall(call, headers);
		}

		SSLSession last() {
			return this.seen.stream().reduce((first, second) -> second).orElseThrow();
		}

		String lastCaller() {
			try {
				return last().getPeerPrincipal().getName();
			}
			catch (SSLPeerUnverifiedException ex) {
				return "nobody";
			}
		}

	}

}
