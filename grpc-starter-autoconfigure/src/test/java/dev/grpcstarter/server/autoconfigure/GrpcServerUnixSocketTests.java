package dev.grpcstarter.server.autoconfigure;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.client.autoconfigure.GrpcClientAutoConfiguration;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.GrpcServerLifecycle;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FailedStart;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class GrpcServerUnixSocketTests {

	@TempDir
	private Path directory;

	private Path socket;

	private ApplicationContextRunner runner;

	@BeforeEach
	void serveOnAUnixSocketOnly() {
		this.socket = this.directory.resolve("app.sock");
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
					GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
			.withBean(EchoService.class)
			.withPropertyValues("grpc.server.port=none", "grpc.server.unix-socket=" + this.socket);
	}

	@Test
	void withoutPortOnlyTheUnixSocketIsServed() {
		this.runner.run((context) -> {
			assertThat(context.getEnvironment().containsProperty("local.grpc.server.port")).isFalse();
			assertThat(context.getBean(GrpcServerLifecycle.class).server().addresses()).singleElement()
				.hasToString("unix:" + this.socket);
			assertServing();
		});
	}

	@Test
	void tcpUnixSocketAndInProcessAreServedTogether() {
		this.runner
			.withPropertyValues("grpc.server.address=127.0.0.1", "grpc.server.port=0",
					"grpc.server.in-process-name=all-three")
			.run((context) -> {
				assertServing();
				try (TestChannel tcp = TestChannel.to(context);
						TestChannel inProcess = TestChannel.inProcess("all-three")) {
					assertThat(tcp.echo().say(EchoService.phrase("b")).getText()).isEqualTo("b");
					assertThat(inProcess.echo().say(EchoService.phrase("c")).getText()).isEqualTo("c");
				}
			});
	}

	@Test
	void aServerOnAUnixSocketAloneKeepsTheJvmAlive() {
		this.runner.run((context) -> assertThat(Thread.getAllStackTraces().keySet())
			.anyMatch((thread) -> !thread.isDaemon() && thread.getName().equals("grpc-server")));
	}

	@Test
	void theFileGoesAwayWhenTheServerStops() {
		this.runner.run((context) -> {
			assertThat(this.socket).exists();
			context.getBean(GrpcServerLifecycle.class).stop();
			assertThat(this.socket).doesNotExist();
			context.getBean(GrpcServerLifecycle.class).start();
			assertServing();
		});
		assertThat(this.socket).doesNotExist();
	}

	@Test
	void theFileThatADeadProcessHasLeftIsTakenOver() throws Exception {
		listen().close();
		assertThat(this.socket).exists();
		this.runner.run((context) -> assertServing());
	}

	@Test
	void theLimitsOfAConnectionHoldOnAUnixSocketToo() {
		this.runner.withPropertyValues("grpc.server.limits.inbound-message-size=1KB").run((context) -> {
			try (TestChannel channel = TestChannel.toUnixSocket(this.socket)) {
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> channel.echo().say(EchoService.phrase("x".repeat(1100))))
					.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isIn(Status.Code.RESOURCE_EXHAUSTED,
							Status.Code.CANCELLED));
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "unix:", "unix://" })
	void aChannelConnectsInPlaintextAndCallsItsPeerLocalhost(String prefix, CapturedOutput output) {
		this.runner.withConfiguration(AutoConfigurations.of(GrpcClientAutoConfiguration.class))
			.withBean(Caller.class)
			.withBean(Authorities.class)
			.withPropertyValues("grpc.client.channels.local.target=" + prefix + this.socket)
			.run((context) -> {
				assertThat(context.getBean(Caller.class).echo().say(EchoService.phrase("hello")).getText())
					.isEqualTo("hello");
				assertThat(context.getBean(Authorities.class).seen).containsExactly("localhost");
				assertThat(output).doesNotContain("Unknown channel option");
			});
	}

	@Test
	void whenAProcessListensOnTheUnixSocketTheFailureNamesTheKey(CapturedOutput output) throws Exception {
		try (ServerSocketChannel other = listen()) {
			assertThat(failure(output, this.socket))
				.contains("could not listen on unix:" + this.socket + " (grpc.server.unix-socket)",
						"already listens there", "set grpc.server.unix-socket to another path")
				.doesNotContain("\tat ", "grpc.server.port");
			SocketChannel.open(UnixDomainSocketAddress.of(this.socket)).close();
			assertThat(other.isOpen()).isTrue();
		}
	}

	@Test
	void whenTheFileIsNoSocketItIsLeftAloneAndTheFailureNamesTheKey(CapturedOutput output) throws Exception {
		Files.writeString(this.socket, "precious");
		assertThat(failure(output, this.socket)).contains(
				"(grpc.server.unix-socket): there is a file that is no socket",
				"set grpc.server.unix-socket to another path");
		assertThat(this.socket).hasContent("precious");
	}

	@Test
	void whenTheDirectoryOfTheUnixSocketIsMissingTheFailureNamesIt(CapturedOutput output) {
		assertThat(failure(output, this.directory.resolve("missing/app.sock"))).contains(
				"(grpc.server.unix-socket): there is no directory " + this.directory.resolve("missing"),
				"Create the directory, or set grpc.server.unix-socket");
	}

	@Test
	void whenThePathIsLongerThanTheKernelTakesTheFailureNamesTheKeyAndTheLength(CapturedOutput output) {
		assertThat(failure(output, Path.of("/tmp/" + "x".repeat(103)))).contains(
				"the path is 108 bytes long, and the kernel takes no more than 107",
				"Set grpc.server.unix-socket to a shorter path");
	}

	@Test
	void theLongestPathThatTheKernelTakesWorks() {
		Path longest = this.directory.resolve("x".repeat(106 - this.directory.toString().length()));
		assertThat(longest.toString()).hasSize(107);
		this.runner.withPropertyValues("grpc.server.unix-socket=" + longest).run((context) -> {
			try (TestChannel channel = TestChannel.toUnixSocket(longest)) {
				assertThat(channel.echo().say(EchoService.phrase("a")).getText()).isEqualTo("a");
			}
		});
	}

	private void assertServing() {
		try (TestChannel channel = TestChannel.toUnixSocket(this.socket)) {
			assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
		}
	}

	/**
	 * The JDK leaves the file behind when the channel is closed, as the kernel does when
	 * a process dies.
	 */
	private ServerSocketChannel listen() throws Exception {
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		channel.bind(UnixDomainSocketAddress.of(this.socket));
		return channel;
	}

	private static String failure(CapturedOutput output, Path socket) {
		return FailedStart.analysis(output, Application.class, "grpc.server.port=none",
				"grpc.server.unix-socket=" + socket);
	}

	record Caller(@GrpcClient("local") EchoGrpc.EchoBlockingStub echo) {

	}

	@GlobalServerInterceptor
	static class Authorities implements ServerInterceptor {

		private final List<String> seen = new ArrayList<>();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			this.seen.add(call.getAuthority());
			return next.startCall(call, headers);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcServerAutoConfiguration.class })
	static class Application {

	}

}
