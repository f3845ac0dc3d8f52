package dev.grpcstarter.conformance.badserver;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.stream.Stream;

import dev.grpcstarter.conformance.process.Child;
import io.grpc.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Servers that break the rules. Every call ends, by its deadline at the latest, with a
 * status that says something, and as soon as the server behaves well it can be called.
 * Nothing is left of it when the context is closed.
 */
@Execution(ExecutionMode.CONCURRENT)
class BadServerTests {

	private static final Map<Misbehaviour, BadServer> servers = new LinkedHashMap<>();

	private static Child caller;

	static Stream<Misbehaviour> misbehaviours() {
		return Stream.of(BadConnection.values(), BadAnswer.values()).flatMap(Stream::of);
	}

	@BeforeAll
	static void start() throws IOException {
		List<String> arguments = new ArrayList<>();
		for (Misbehaviour misbehaviour : misbehaviours().toList()) {
			BadServer server = new BadServer(misbehaviour);
			servers.put(misbehaviour, server);
			String prefix = "--grpc.client.channels." + misbehaviour.channel();
			arguments.add("%s.target=127.0.0.1:%d".formatted(prefix, server.port()));
			arguments.add("%s.deadline=%s".formatted(prefix, deadline(misbehaviour)));
		}
		arguments.add("--grpc.server.enabled=false");
		String netty = "-Dio.grpc.netty.shaded.io.netty.leakDetection.";
		caller = Child.jvm(
				List.of("env", "JAVA_TOOL_OPTIONS=%slevel=paranoid %stargetRecords=1".formatted(netty, netty)),
				Caller.class, arguments.toArray(String[]::new));
		caller.awaitLine("Started Caller");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("misbehaviours")
	@Execution(ExecutionMode.CONCURRENT)
	void everyCallEndsAndTheChannelRecovers(Misbehaviour misbehaviour) throws IOException {
		assertThatCallEnds("unary", misbehaviour, misbehaviour.unary());
		assertThatCallEnds("stream", misbehaviour, misbehaviour.streaming());
		servers.get(misbehaviour).reform();
		ask("recovered", misbehaviour, Duration.ofSeconds(20));
		assertThat(result("recovered", misbehaviour).group(1)).isEqualTo("OK");
	}

	@AfterAll
	static void nothingIsLeft() throws Exception {
		caller.writeLine("close");
		caller.awaitLine("Nothing is left");
		await().untilAsserted(() -> assertThat(servers.values())
			.allSatisfy((server) -> assertThat(server.openConnections()).isZero()));
		caller.awaitExit(Duration.ofSeconds(20));
		assertThat(caller.output().lines()).filteredOn((line) -> !line.contains(Caller.class.getSimpleName()))
			.noneMatch((line) -> line.matches(".*(LEAK| ERROR |Exception).*"))
			.filteredOn((line) -> line.contains(" WARN "))
			.allMatch((line) -> line.matches(".*(too_many_pings|Increased keepalive time).*"));
		caller.close();
		for (BadServer server : servers.values()) {
			server.close();
		}
	}

	private static void assertThatCallEnds(String kind, Misbehaviour misbehaviour, Status.Code expected)
			throws IOException {
		ask(kind, misbehaviour, deadline(misbehaviour));
		MatchResult result = result(kind, misbehaviour);
		assertThat(result.group(1)).as("%s: %s", kind, result.group(3)).isEqualTo(expected.name());
		if (expected != Status.Code.OK) {
			assertThat(result.group(3)).isNotBlank().isNotEqualTo("null");
		}
		assertThat(Duration.ofMillis(Long.parseLong(result.group(2))))
			.isLessThan(deadline(misbehaviour).plusSeconds(5));
	}

	private static void ask(String kind, Misbehaviour misbehaviour, Duration deadline) throws IOException {
		synchronized (caller) {
			caller.writeLine("%s %s %s".formatted(kind, misbehaviour.channel(), deadline));
		}
	}

	private static MatchResult result(String kind, Misbehaviour misbehaviour) {
		return caller.awaitLine("%s %s: (\\w+) after (\\d+) ms: (.*)".formatted(kind, misbehaviour.channel()));
	}

	/**
	 * Long where it must not be waited for.
	 */
	private static Duration deadline(Misbehaviour misbehaviour) {
		return (misbehaviour.unary() == Status.Code.DEADLINE_EXCEEDED) ? Duration.ofMillis(500)
				: Duration.ofSeconds(10);
	}

}
