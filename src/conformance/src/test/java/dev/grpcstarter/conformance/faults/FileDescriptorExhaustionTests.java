package dev.grpcstarter.conformance.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.grpcstarter.conformance.interop.InteropApplication;
import dev.grpcstarter.conformance.process.Child;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.TestServiceGrpc;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that has no file descriptor left for the next connection.
 */
@Execution(ExecutionMode.CONCURRENT)
class FileDescriptorExhaustionTests {

	private static final int LIMIT = 250;

	private static final Duration SPAN = Duration.ofSeconds(2);

	private final List<Socket> connections = new ArrayList<>();

	private final List<ManagedChannel> channels = new ArrayList<>();

	@ParameterizedTest(name = "with Java''s own sockets: {0}")
	@ValueSource(booleans = { false, true })
	void theServerWaitsWithoutSpinningAndServesAgainAfterwards(boolean noNative) throws Exception {
		List<String> limited = List.of("bash", "-c", "ulimit -n %d; exec \"$@\"".formatted(LIMIT), "bash", "env",
				"JAVA_TOOL_OPTIONS=-Dio.grpc.netty.shaded.io.netty.transport.noNative=" + noNative);
		try (Child server = Child.jvm(limited, InteropApplication.class, "--grpc.server.address=127.0.0.1",
				"--grpc.server.port=0")) {
			int port = Integer.parseInt(server.awaitLine("listens on \\[127\\.0\\.0\\.1:(\\d+)]").group(1));
			call(port).get(20, TimeUnit.SECONDS);
			for (int i = 0; i < LIMIT; i++) {
				this.connections.add(new Socket(InetAddress.getLoopbackAddress(), port));
			}
			await().atMost(Duration.ofSeconds(20)).until(() -> fileDescriptors(server), (open) -> open >= LIMIT - 1);
			server.awaitLine("Too many open files");
			Future<Empty> waiting = call(port);
			assertThat(cpuTimeWithin(SPAN, server)).as("CPU time within %s", SPAN).isLessThan(Duration.ofMillis(500));
			assertThat(server.output().lines().filter((line) -> line.contains("Too many open files")))
				.hasSizeLessThan(20);
			assertThat(waiting).isNotDone();
			close();
			waiting.get(3, TimeUnit.SECONDS);
			call(port).get(3, TimeUnit.SECONDS);
		}
		finally {
			close();
			this.channels.forEach(ManagedChannel::shutdownNow);
		}
	}

	private void close() throws IOException {
		for (Socket connection : this.connections) {
			connection.close();
		}
	}

	private Future<Empty> call(int port) {
		ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
		this.channels.add(channel);
		return TestServiceGrpc.newFutureStub(channel).emptyCall(Empty.getDefaultInstance());
	}

	private static long fileDescriptors(Child process) throws IOException {
		try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
			return open.count();
		}
	}

	private static Duration cpuTimeWithin(Duration span, Child process) {
		Duration before = cpuTime(process);
		await().pollDelay(span).until(() -> true);
		return cpuTime(process).minus(before);
	}

	private static Duration cpuTime(Child process) {
		return ProcessHandle.of(process.pid()).flatMap((handle) -> handle.info().totalCpuDuration()).orElseThrow();
	}

}
