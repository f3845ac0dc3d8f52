package dev.grpcstarter;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.client.autoconfigure.GrpcClientAutoConfiguration;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import io.grpc.ConnectivityState;
import io.grpc.InternalChannelz;
import io.grpc.InternalInstrumented;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class NothingIsLeftBehindTests {

	@TempDir
	private static Path directory;

	private final Path socket = directory.resolve("nothing-left.sock");

	private final int port = TestSocketUtils.findAvailableTcpPort();

	// other contexts of the JVM may have theirs
	private final Set<Thread> threads = threads();

	private final List<InternalInstrumented<InternalChannelz.ServerStats>> servers = servers();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class,
						GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class)
		.withBean(Caller.class)
		.withPropertyValues("grpc.server.address=127.0.0.1", "grpc.server.port=" + this.port,
				"grpc.server.unix-socket=" + this.socket, "grpc.server.in-process-name=nothing-left",
				"grpc.client.channels.unix.target=unix:" + this.socket,
				"grpc.client.channels.tcp.target=127.0.0.1:" + this.port,
				"grpc.client.channels.in-process.target=in-process:nothing-left");

	@Test
	void contextsThatStartAndStopLeaveNoThreadNoPortAndNoChannel() throws Exception {
		List<ManagedChannel> channels = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.runner.run((context) -> {
				Caller caller = context.getBean(Caller.class);
				assertThat(caller.tcp.say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				assertThat(caller.unix.say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				assertThat(caller.inProcess.say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				GrpcChannels open = context.getBean(GrpcChannels.class);
				open.names().forEach((name) -> channels.add(open.get(name.toString())));
			});
			new ServerSocket(this.port, 1, InetAddress.getLoopbackAddress()).close();
			assertThat(this.socket).doesNotExist();
		}
		assertThat(channels).hasSize(9).allMatch(ManagedChannel::isTerminated);
		awaitNothingNew();
	}

	@Test
	void aCallAfterTheCloseIsToldThatItComesTooLate() {
		AtomicReference<Caller> caller = new AtomicReference<>();
		this.runner.run((context) -> {
			caller.set(context.getBean(Caller.class));
			assertThat(caller.get().tcp.say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
		});
		for (EchoGrpc.EchoBlockingStub stub : List.of(caller.get().tcp, caller.get().inProcess)) {
			assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> stub.say(EchoService.phrase("hello")))
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
		}
	}

	@Test
	void aContextThatIsClosedLeavesTheChannelsOfAnotherAlone() {
		this.runner.run((server) -> clientOf(server).run((first) -> {
			clientOf(server)
				.run((second) -> assertThat(second.getBean(Caller.class).tcp.say(EchoService.phrase("hello")))
					.isEqualTo(first.getBean(Caller.class).tcp.say(EchoService.phrase("hello"))));
			assertThat(first.getBean(GrpcChannels.class).get("tcp").getState(false)).isEqualTo(ConnectivityState.READY);
			assertThat(first.getBean(Caller.class).tcp.say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
		}));
	}

	@Test
	void aStartThatFailsLeavesNoThread() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.runner.withPropertyValues("grpc.server.port=" + taken.getLocalPort())
				.run((context) -> assertThat(context).hasFailed());
		}
		awaitNothingNew();
	}

	/**
	 * The in-process name is the last of the three addresses.
	 */
	@Test
	void aStartThatFailsAtTheLastAddressLeavesNothingOfTheOthers() throws Exception {
		this.runner.withPropertyValues("grpc.server.port=none", "grpc.server.unix-socket=")
			.run((first) -> this.runner.run((second) -> {
				assertThat(second).hasFailed();
				assertThat(second.getStartupFailure()).cause().hasMessageContaining("in-process:nothing-left");
				new ServerSocket(this.port, 1, InetAddress.getLoopbackAddress()).close();
				assertThat(this.socket).doesNotExist();
			}));
		awaitNothingNew();
	}

	@Test
	void aStartThatFailsAtTheUnixSocketLeavesNothingOfTheOthers() throws Exception {
		this.runner.withPropertyValues("grpc.server.unix-socket=" + directory.resolve("missing/app.sock"))
			.run((context) -> {
				assertThat(context).hasFailed();
				new ServerSocket(this.port, 1, InetAddress.getLoopbackAddress()).close();
			});
		awaitNothingNew();
	}

	@Test
	void afterTheCloseNoChannelIsBuilt() {
		AtomicReference<GrpcChannels> channels = new AtomicReference<>();
		this.runner.withPropertyValues("grpc.client.channels.late.target=127.0.0.1:" + this.port)
			.run((context) -> channels.set(context.getBean(GrpcChannels.class)));
		assertThatIllegalStateException().isThrownBy(() -> channels.get().get("late"))
			.withMessageContaining("'late' is asked for after all channels were closed");
	}

	/**
	 * gRPC keeps its event loops and executors for a second after their last user.
	 */
	private void awaitNothingNew() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(
					() -> assertThat(threads()).filteredOn((thread) -> !this.threads.contains(thread)).isEmpty());
		assertThat(servers()).isSubsetOf(this.servers);
	}

	private ApplicationContextRunner clientOf(ApplicationContext server) {
		return this.runner.withPropertyValues("grpc.server.enabled=false", "grpc.client.channels.tcp.target=127.0.0.1:"
				+ server.getEnvironment().getProperty("local.grpc.server.port"));
	}

	private static List<InternalInstrumented<InternalChannelz.ServerStats>> servers() {
		return InternalChannelz.instance().getServers(0, 100).servers;
	}

	/**
	 * Threads of gRPC and Netty: tools may have others at the same time.
	 */
	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().matches("(?i).*(grpc|netty|globalEventExecutor).*"))
			.collect(Collectors.toSet());
	}

	record Caller(@GrpcClient("tcp") EchoGrpc.EchoBlockingStub tcp, @GrpcClient("unix") EchoGrpc.EchoBlockingStub unix,
			@GrpcClient("in-process") EchoGrpc.EchoBlockingStub inProcess) {

	}

}
