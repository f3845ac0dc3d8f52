package dev.grpcstarter.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.test.LocalGrpcPort;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * Calls the shop from Node, with {@code src/test/node/client.mjs}. Runs where Node and
 * npm are installed and npm finds its packages, and says so where they are not.
 */
class NodeClientTests extends ShopTests {

	private static final Logger logger = LoggerFactory.getLogger(NodeClientTests.class);

	private static final Path FOLDER = Path.of("target", "node");

	@LocalGrpcPort
	private int port;

	@Test
	void aClientInAnotherLanguageIsServed() throws Exception {
		install();
		Result client = run("node", "client.mjs", "localhost:" + this.port,
				Path.of("src", "main", "protobuf").toAbsolutePath().toString());
		assertThat(client.output().lines()).as(client.output())
			.containsExactly("ok unary call", "ok server streaming call", "ok client streaming call",
					"ok bidirectional streaming call", "ok google.protobuf.Any and Timestamp",
					"ok error with status and message", "ok deadline that expires", "ok metadata both ways",
					"ok reflection listing", "ok health check");
		assertThat(client.exitCode()).isZero();
	}

	private static void install() throws IOException, InterruptedException {
		FileSystemUtils.copyRecursively(Path.of("src", "test", "node"), FOLDER);
		try {
			Result npm = run("npm", "ci", "--no-audit", "--no-fund");
			if (npm.exitCode() != 0) {
				skip("'npm ci' failed:\n" + npm.output());
			}
			run("node", "--version");
		}
		catch (IOException ex) {
			skip(ex.getMessage());
		}
	}

	private static void skip(String reason) {
		String message = "SKIPPED: the shop was NOT called from Node, because " + reason;
		logger.warn(message);
		abort(message);
	}

	private static Result run(String... command) throws IOException, InterruptedException {
		Path output = FOLDER.resolve(command[0] + ".log");
		Process process = new ProcessBuilder(command).directory(FOLDER.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			boolean ended = process.waitFor(2, TimeUnit.MINUTES);
			return new Result(ended ? process.exitValue() : -1, Files.readString(output));
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
	}

	private record Result(int exitCode, String output) {

	}

}
