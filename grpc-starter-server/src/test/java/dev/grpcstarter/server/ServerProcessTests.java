package dev.grpcstarter.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server as a process of its own.
 */
class ServerProcessTests {

	private static final Pattern LISTENS = Pattern.compile("gRPC server listens on \\[127\\.0\\.0\\.1:(\\d+)]");

	@Test
	@Timeout(120)
	void itOutlivesItsMainMethodAndEndsWhenItIsTold() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Application.class.getName())
			.redirectErrorStream(true)
			.start();
		try (BufferedReader output = process.inputReader()) {
			int port = awaitPort(output);
			awaitLine(output, "main has ended");
			assertThat(health(port)).isEqualTo(ServingStatus.SERVING);
			process.destroy();
			assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(30));
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	@Timeout(120)
	void withoutNettysNativeTransportAUnixSocketStopsTheStartAndTheFailureNamesTheKey() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-Dio.grpc.netty.shaded.io.netty.transport.noNative=true",
				"-Dgrpc.server.unix-socket=/tmp/no-native.sock", Application.class.getName())
			.redirectErrorStream(true)
			.start();
		try (BufferedReader output = process.inputReader()) {
			assertThat(awaitLine(output, "could not listen on unix:/tmp/no-native.sock"))
				.contains("(grpc.server.unix-socket)", "Netty's native transport for Linux is not available here");
			awaitLine(output, "Remove grpc.server.unix-socket, or run on Linux");
			assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(30));
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static int awaitPort(BufferedReader output) throws IOException {
		Matcher matcher = LISTENS.matcher(awaitLine(output, "gRPC server listens on"));
		assertThat(matcher.find()).isTrue();
		return Integer.parseInt(matcher.group(1));
	}

	private static String awaitLine(BufferedReader output, String text) throws IOException {
		StringBuilder seen = new StringBuilder();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			if (line.contains(text)) {
				return line;
			}
			seen.append(line).append('\n');
		}
		throw new AssertionError("the process has ended without '" + text + "':\n" + seen);
	}

	private static ServingStatus health(int port) {
		ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
		try {
			return HealthGrpc.newBlockingStub(channel)
				.withDeadlineAfter(20, TimeUnit.SECONDS)
				.check(HealthCheckRequest.getDefaultInstance())
				.getStatus();
		}
		finally {
			channel.shutdownNow();
		}
	}

	@SpringBootApplication
	public static class Application {

		public static void main(String[] args) throws InterruptedException {
			Thread main = Thread.currentThread();
			SpringApplication.run(Application.class, "--grpc.server.port=0", "--grpc.server.address=127.0.0.1");
			Thread last = new Thread(() -> {
				try {
					main.join();
					LoggerFactory.getLogger(Application.class).info("main has ended");
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			last.setDaemon(true);
			last.start();
		}

	}

}
