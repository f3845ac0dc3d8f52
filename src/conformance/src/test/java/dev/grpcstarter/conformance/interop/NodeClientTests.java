package dev.grpcstarter.conformance.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.grpcstarter.conformance.process.Command;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The interop cases from grpc-js, with {@code src/test/node/interop.mjs}, and buf as a
 * client that knows the services by reflection alone. Needs Node and npm.
 */
class NodeClientTests extends ForeignClientTests {

	private static Path folder;

	@BeforeAll
	static void install() {
		folder = NodePackages.folder("the server was NOT called from grpc-js and buf");
	}

	@Override
	List<String> cases() {
		return casesAnd("timeout_on_the_clock_of_the_server");
	}

	@Override
	Command script(Path protos, String... arguments) {
		return new Command(folder,
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
		return new Command(folder, Stream
			.concat(Stream.of("node_modules/.bin/buf", "curl", "--http2-prior-knowledge", "--protocol", "grpc",
					"--reflect-protocol", "grpc-v1"), Stream.of(arguments))
			.toList()).run();
	}

}
