package dev.grpcstarter.conformance.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.grpcstarter.conformance.process.Command;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * gRPC's interop cases from a client that is not Java: a script that prints a line for
 * each case. One test for each case and transport.
 */
@SpringBootTest(classes = InteropApplication.class,
		properties = { "grpc.server.port=0", "grpc.server.address=127.0.0.1" })
abstract class ForeignClientTests {

	private static final List<String> CASES = List.of("empty_unary", "large_unary", "client_streaming",
			"server_streaming", "ping_pong", "empty_stream", "client_compressed_unary", "server_compressed_unary",
			"client_compressed_streaming", "server_compressed_streaming", "custom_metadata", "status_code_and_message",
			"special_status_message", "unimplemented_method", "unimplemented_service", "cancel_after_begin",
			"cancel_after_first_response", "timeout_on_sleeping_server");

	@Value("${local.grpc.server.port}")
	private int port;

	@DynamicPropertySource
	static void serveOnASocketToo(DynamicPropertyRegistry properties) {
		SocketPath socket = SocketPath.create();
		properties.add("grpc.server.unix-socket", socket.path()::toString);
		properties.add("test.unix-socket", socket::target);
	}

	@TestFactory
	Stream<DynamicTest> overTcp() throws Exception {
		return results(target());
	}

	@TestFactory
	Stream<DynamicTest> overAUnixSocket(@Value("${test.unix-socket}") String target) throws Exception {
		return results(target);
	}

	@TestFactory
	Stream<DynamicTest> overTls() throws Exception {
		ServerKey key = ServerKey.create();
		try (ConfigurableApplicationContext server = new SpringApplicationBuilder(InteropApplication.class)
			.properties(key.properties())
			.run("--grpc.server.port=0", "--grpc.server.address=127.0.0.1")) {
			String port = server.getEnvironment().getRequiredProperty("local.grpc.server.port");
			return results("localhost:" + port, key.certificate().toString());
		}
	}

	String target() {
		return "127.0.0.1:" + this.port;
	}

	/**
	 * The command that runs the script.
	 * @param protos where the interop protos are
	 * @param arguments what to tell the script
	 * @return the command
	 */
	abstract Command script(Path protos, String... arguments);

	List<String> cases() {
		return CASES;
	}

	static List<String> casesAnd(String... more) {
		List<String> cases = new ArrayList<>(CASES);
		cases.addAll(List.of(more));
		return cases;
	}

	private Stream<DynamicTest> results(String... arguments) throws IOException, InterruptedException {
		Command.Result script = script(InteropProtos.extract(), arguments).run();
		Map<String, String> lines = script.output()
			.lines()
			.filter((line) -> line.matches("(not )?ok \\w+.*"))
			.collect(Collectors.toMap((line) -> line.replaceAll("^(not )?ok (\\w+).*", "$2"), Function.identity()));
		Stream<DynamicTest> cases = cases().stream()
			.map((name) -> DynamicTest.dynamicTest(name,
					() -> assertThat(lines).as("%s in:%n%s", name, script.output()).containsEntry(name, "ok " + name)));
		DynamicTest end = DynamicTest.dynamicTest("the script ends well and has no case that is not known here", () -> {
			assertThat(lines).containsOnlyKeys(cases());
			assertThat(script.exitCode()).as(script.output()).isZero();
		});
		return Stream.concat(cases, Stream.of(end));
	}

}
