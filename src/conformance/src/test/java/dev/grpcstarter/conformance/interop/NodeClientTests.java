package dev.grpcstarter.conformance.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import dev.grpcstarter.conformance.process.Command;
import dev.grpcstarter.conformance.process.Skip;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The interop cases from grpc-js, with {@code src/test/node/interop.mjs}, and buf as a
 * client that knows the services by reflection alone. Needs Node and npm.
 */
class NodeClientTests extends ForeignClientTests {

	private static final Path FOLDER = Path.of("target", "node");

	@BeforeAll
	static void install() throws Exception {
		FileSystemUtils.copyRecursively(Path.of("src", "test", "node"), FOLDER);
		try {
			Command.Result npm = Command.in(FOLDER, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund").run();
			if (npm.exitCode() != 0) {
				skip("'npm ci' failed:\n" + npm.output());
			}
			Command.in(FOLDER, "node", "--version").run();
		}
		catch (IOException ex) {
			skip(ex.getMessage());
		}
	}

	private static void skip(String reason) {
		Skip.because("the server was NOT called from grpc-js and buf", reason);
	}

	@Override
	Command script(Path protos, String... arguments) {
		return new Command(FOLDER,
				Stream.concat(Stream.of("node", "interop.mjs", protos.toString()), Stream.of(arguments)).toList());
	}

	@Test
	void reflectionListsTheMethods() throws Exception {
		Command.Result buf = buf("--list-methods", "http://" + target());
		assertThat(buf.exitCode()).as(buf.output()).isZero();
		assertThat(buf.output().lines()).contains("grpc.testing.TestService/UnaryCall",
				"grpc.testing.TestService/FullDuplexCall", "grpc.health.v1.Health/Check");
	}

	@Test
	void reflectionIsEnoughToCall() throws Exception {
		Command.Result buf = buf("--data", "{\"responseSize\": 3}",
				"http://%s/grpc.testing.TestService/UnaryCall".formatted(target()));
		assertThat(buf.exitCode()).as(buf.output()).isZero();
		assertThat(buf.output()).containsIgnoringWhitespaces("{\"payload\": {\"body\": \"AAAA\"}}");
	}

	private static Command.Result buf(String... arguments) throws Exception {
		return new Command(FOLDER, Stream
			.concat(Stream.of("node_modules/.bin/buf", "curl", "--http2-prior-knowledge", "--protocol", "grpc",
					"--reflect-protocol", "grpc-v1"), Stream.of(arguments))
			.toList()).run();
	}

}
