package dev.grpcstarter.client.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FixedAddresses;
import dev.grpcstarter.testing.MirrorGrpc;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.ScriptedServer;
import dev.grpcstarter.testing.ScriptedServer.Reaction;
import dev.grpcstarter.testing.ScriptedServer.Script;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Of the methods of the tests, {@code Mirror.Reverse} is marked in its .proto file.
 */
class IdempotentRetriesTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	private static final String RETRY = "grpc.client.channels.echo.retry.";

	private static final String METHODS = "grpc.client.channels.echo.methods";

	private static final Script UNAVAILABLE = (attempt) -> {
		throw Status.UNAVAILABLE.asException();
	};

	@Test
	void onlyMethodsThatAreMarkedAreRetried() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(UNAVAILABLE)) {
			run(server.target(), IdempotentRetriesTests::callAll, RETRY + "max-attempts=3",
					RETRY + "idempotent-only=true");
			assertOnlyMarkedMethodsWereRetried(server);
		}
	}

	@Test
	void theSameHoldsInTheSameJvm() throws Exception {
		try (ScriptedServer server = ScriptedServer.inProcess("marked", UNAVAILABLE)) {
			run("in-process:marked", IdempotentRetriesTests::callAll, RETRY + "max-attempts=3",
					RETRY + "idempotent-only=true");
			assertOnlyMarkedMethodsWereRetried(server);
		}
	}

	@Test
	void theSameHoldsForTheResolversOfOthersAndForPools() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(UNAVAILABLE);
				FixedAddresses fixed = new FixedAddresses("marks", List.of(server.port()))) {
			run(fixed.target(), IdempotentRetriesTests::callAll, RETRY + "max-attempts=3",
					RETRY + "idempotent-only=true", "grpc.client.channels.echo.pool.size=2");
			assertOnlyMarkedMethodsWereRetried(server);
		}
	}

	@Test
	void theSameHoldsForTheRetriesOfMethods() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(UNAVAILABLE)) {
			run(server.target(), IdempotentRetriesTests::callAll, METHODS + "[*].retry.max-attempts=3",
					METHODS + "[testing.Echo/Say].retry.idempotent-only=true",
					METHODS + "[testing.Mirror/*].retry.idempotent-only=true");
			assertThat(server.previous("Say")).containsExactly(0, 0, 1, 2);
			assertThat(server.previous("SayTimes")).containsExactly(0, 1, 2);
			assertThat(server.previous("Reverse")).containsExactly(0, 1, 2);
		}
	}

	/**
	 * Calls that begin before the first addresses are known may have a throttle of their
	 * own, so the first call is one that succeeds.
	 */
	@Test
	void theThrottleCountsAllTheSame() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp((attempt) -> {
			if (attempt.method().equals("Reverse")) {
				throw Status.UNAVAILABLE.asException();
			}
			return Reaction.ANSWER;
		})) {
			run(server.target(), (channel) -> {
				assertThat(EchoGrpc.newBlockingStub(channel).say(HELLO)).isEqualTo(HELLO);
				for (int i = 0; i < 3; i++) {
					fails(channel, MirrorGrpc.getReverseMethod());
				}
			}, RETRY + "max-attempts=3", RETRY + "idempotent-only=true",
					"grpc.client.channels.echo.retry-throttle.max-tokens=8");
			assertThat(server.previous("Reverse")).containsExactly(0, 1, 2, 0, 0);
		}
	}

	private static void assertOnlyMarkedMethodsWereRetried(ScriptedServer server) {
		assertThat(server.previous("Say")).containsExactly(0, 0, 1, 2);
		assertThat(server.previous("SayTimes")).containsExactly(0);
		assertThat(server.previous("Reverse")).containsExactly(0, 1, 2);
	}

	/**
	 * Calls Say without a mark, and with one that was set in code.
	 */
	private static void callAll(ManagedChannel channel) {
		fails(channel, EchoGrpc.getSayMethod());
		fails(channel, EchoGrpc.getSayMethod().toBuilder().setIdempotent(true).build());
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> EchoGrpc.newBlockingStub(channel).sayTimes(HELLO).hasNext());
		fails(channel, MirrorGrpc.getReverseMethod());
	}

	private static void fails(ManagedChannel channel, MethodDescriptor<Phrase, Phrase> method) {
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, HELLO))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
	}

	private static void run(String target, Consumer<ManagedChannel> test, String... properties) {
		ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.channels.echo.target=" + target, RETRY + "initial-backoff=1ms")
			.withPropertyValues("grpc.client.defaults.deadline=20s")
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				test.accept(context.getBean(GrpcChannels.class).get("echo"));
			});
	}

}
