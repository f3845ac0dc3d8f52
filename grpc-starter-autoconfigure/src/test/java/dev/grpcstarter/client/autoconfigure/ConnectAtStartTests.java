package dev.grpcstarter.client.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.grpcstarter.client.GlobalClientInterceptor;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FailedStart;
import dev.grpcstarter.testing.Tls;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ConnectAtStartTests {

	private static final String ECHO = "grpc.client.channels.echo.";

	private @Nullable Server server;

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.server.shutdownNow();
		}
	}

	@Test
	void allRequiredChannelsThatDoNotConnectAreReportedTogetherWithWhy(CapturedOutput output) throws Exception {
		int refused = refusedPort();
		assertThat(FailedStart.analysis(output, Client.class, "grpc.client.defaults.connect=required",
				"grpc.client.defaults.connect-timeout=1s", ECHO + "target=127.0.0.1:" + refused,
				"grpc.client.channels.nowhere.target=dns:///nope.invalid:9090",
				"grpc.client.channels.lazy.target=127.0.0.1:" + refused, "grpc.client.channels.lazy.connect=lazy"))
			.contains("grpc.client.channels.echo.target",
					"the channel is required at the start, and has no connection to 127.0.0.1:%d within 1s:"
						.formatted(refused),
					"Connection refused: /127.0.0.1:" + refused, "grpc.client.channels.nowhere.target",
					"cannot resolve host 'nope.invalid'",
					"Start the server or correct grpc.client.channels.nowhere.target. grpc.client.channels.nowhere.connect-timeout waits longer, and grpc.client.channels.nowhere.connect=eager starts without it.",
					"channels.echo.connect=eager starts without it, as a server of this application itself needs, which starts later.")
			.doesNotContain("channels.lazy", "\tat ");
	}

	@Test
	void aServerThatSpeaksTlsToAPlaintextChannelIsReported(CapturedOutput output) throws Exception {
		this.server = overTls();
		assertThat(FailedStart.analysis(output, Client.class, ECHO + "connect=required", ECHO + "connect-timeout=1s",
				ECHO + "target=127.0.0.1:" + this.server.getPort()))
			.contains("grpc.client.channels.echo.target", "has no connection to 127.0.0.1:",
					"does not answer HTTP/2 in plaintext. If it speaks TLS, set grpc.client.channels.echo.ssl.enabled=true");
	}

	@Test
	void aServerThatSpeaksPlaintextToATlsChannelIsReported(CapturedOutput output) throws Exception {
		this.server = echo(0);
		assertThat(FailedStart.analysis(output, Client.class, ECHO + "connect=required", ECHO + "connect-timeout=3s",
				ECHO + "ssl.enabled=true", ECHO + "target=127.0.0.1:" + this.server.getPort()))
			.contains("the server does not speak TLS, which grpc.client.channels.echo.ssl.enabled=false switches off");
	}

	@Test
	void aServerThatIsNotTrustedIsReported(CapturedOutput output) throws Exception {
		this.server = overTls();
		assertThat(FailedStart.analysis(output, Client.class, ECHO + "connect=required", ECHO + "connect-timeout=1s",
				ECHO + "ssl.enabled=true", ECHO + "target=127.0.0.1:" + this.server.getPort()))
			.contains("the certificate of the server is not one that the JDK trusts");
	}

	@Test
	void aServerThatDoesNotAnswerIsReported(CapturedOutput output) throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			assertThat(FailedStart.analysis(output, Client.class, ECHO + "connect=required",
					ECHO + "connect-timeout=500ms", ECHO + "target=127.0.0.1:" + silent.getLocalPort()))
				.contains("within 500ms: nothing answers there, and nothing refuses either");
		}
	}

	@Test
	void nothingIsServedBeforeRequiredChannelsAreConnected(CapturedOutput output) throws Exception {
		assertThat(FailedStart.analysis(output, ClientAndServer.class, "grpc.server.port=0", ECHO + "connect=required",
				ECHO + "connect-timeout=100ms", ECHO + "target=127.0.0.1:" + refusedPort()))
			.contains("has no connection to");
		assertThat(output).doesNotContain("gRPC server listens");
	}

	@Test
	void beansThatAreCreatedLateDoNotHinderIt(CapturedOutput output) throws Exception {
		assertThat(FailedStart.analysis(output, Client.class, "spring.main.lazy-initialization=true",
				ECHO + "connect=required", ECHO + "connect-timeout=100ms", ECHO + "target=127.0.0.1:" + refusedPort()))
			.contains("has no connection to");
		this.server = echo(0);
		ClientRunner.clientOnly()
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues(ECHO + "connect=eager", ECHO + "target=127.0.0.1:" + this.server.getPort())
			.run(ConnectAtStartTests::awaitReady);
	}

	@Test
	void aServerThatComesUpMeanwhileIsWaitedFor() throws Exception {
		ServerSocket refusing = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
		CompletableFuture<Server> started = CompletableFuture.supplyAsync(() -> serveAfterOneAttempt(refusing));
		ClientRunner.clientOnly()
			.withPropertyValues(ECHO + "connect=required", ECHO + "target=127.0.0.1:" + refusing.getLocalPort())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(started).isCompleted();
				assertThat(state(context)).isEqualTo(ConnectivityState.READY);
			});
		this.server = started.get(20, TimeUnit.SECONDS);
	}

	@Test
	void anEagerChannelConnectsInTheBackground() throws Exception {
		this.server = echo(0);
		ClientRunner.clientOnly()
			.withPropertyValues(ECHO + "connect=eager", ECHO + "target=127.0.0.1:" + this.server.getPort(),
					"grpc.client.channels.down.target=127.0.0.1:" + refusedPort(),
					"grpc.client.channels.down.connect=eager")
			.run(ConnectAtStartTests::awaitReady);
	}

	@Test
	void aLazyChannelDoesNotConnect() throws Exception {
		this.server = echo(0);
		ClientRunner.clientOnly()
			.withPropertyValues(ECHO + "target=127.0.0.1:" + this.server.getPort())
			.run((context) -> assertThat(state(context)).isEqualTo(ConnectivityState.IDLE));
	}

	@Test
	void aServerOfTheSameContextIsCalledAsSoonAsItHasStarted() {
		for (String mode : List.of("required", "eager")) {
			ClientRunner.withServer("own-server").withPropertyValues(ECHO + "connect=" + mode).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(say(context)).isEqualTo("hello");
				ConfigurableApplicationContext application = context.getSourceApplicationContext();
				application.stop();
				application.start();
				assertThat(say(context)).isEqualTo("hello");
			});
		}
	}

	private static String say(ApplicationContext context) {
		return EchoGrpc.newBlockingStub(context.getBean(GrpcChannels.class).get("echo"))
			.say(EchoService.phrase("hello"))
			.getText();
	}

	@Test
	void interceptorsOfTheApplicationDoNotSeeIt() throws Exception {
		this.server = echo(0);
		ClientRunner.clientOnly()
			.withUserConfiguration(Intercepted.class)
			.withPropertyValues(ECHO + "connect=required", ECHO + "wait-for-ready=true",
					ECHO + "target=127.0.0.1:" + this.server.getPort())
			.run((context) -> assertThat(context.getBean(Intercepted.class).calls).hasValue(0));
	}

	@Test
	void anApplicationThatIsClosedWhileItWaitsStopsAtOnce() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
			MockEnvironment environment = new MockEnvironment();
			environment.setProperty(ECHO + "connect", "required");
			environment.setProperty(ECHO + "connect-timeout", "40s");
			environment.setProperty(ECHO + "target", "127.0.0.1:" + silent.getLocalPort());
			context.setEnvironment(environment);
			context.register(Client.class);
			CompletableFuture<Void> start = CompletableFuture.runAsync(context::refresh);
			try (Socket attempt = silent.accept()) {
				assertThat(attempt.isConnected()).isTrue();
				context.close();
				assertThat(start).failsWithin(Duration.ofSeconds(20))
					.withThrowableThat()
					.withStackTraceContaining("was interrupted while it waited for required gRPC channels");
			}
		}
	}

	private static int refusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static Server overTls() throws IOException {
		return NettyServerBuilder
			.forAddress(new InetSocketAddress("127.0.0.1", 0),
					TlsServerCredentials.create(Tls.file("server.pem").toFile(), Tls.file("server.key").toFile()))
			.build()
			.start();
	}

	private static Server echo(int port) throws IOException {
		return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
			.addService(new EchoService())
			.build()
			.start();
	}

	private static Server serveAfterOneAttempt(ServerSocket refusing) {
		try {
			refusing.accept().close();
			refusing.close();
			return echo(refusing.getLocalPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ConnectivityState state(ApplicationContext context) {
		return context.getBean(GrpcChannels.class).get("echo").getState(false);
	}

	private static void awaitReady(ApplicationContext context) {
		Awaitility.await().untilAsserted(() -> assertThat(state(context)).isEqualTo(ConnectivityState.READY));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class })
	static class Client {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class,
			GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class })
	static class ClientAndServer {

	}

	@Configuration(proxyBeanMethods = false)
	static class Intercepted {

		private final AtomicInteger calls = new AtomicInteger();

		@Bean
		@GlobalClientInterceptor
		ClientInterceptor counts() {
			return new Counting(this.calls);
		}

	}

	private record Counting(AtomicInteger calls) implements ClientInterceptor {

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			this.calls.incrementAndGet();
			return next.newCall(method, options);
		}

	}

}
