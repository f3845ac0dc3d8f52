package dev.grpcstarter.client.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.RawHttp2;
import dev.grpcstarter.testing.ScriptedServer;
import dev.grpcstarter.testing.ScriptedServer.Attempt;
import dev.grpcstarter.testing.ScriptedServer.Reaction;
import dev.grpcstarter.testing.ScriptedServer.Script;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Retries and hedging as a server sees them.
 */
class AttemptsWireTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	private static final String RETRY = "grpc.client.channels.echo.retry.";

	private static final String HEDGING = "grpc.client.channels.echo.hedging.";

	private static final Script UNAVAILABLE = (attempt) -> {
		throw Status.UNAVAILABLE.asException();
	};

	@Test
	void aCallIsSentAgainAsOftenAsTheKeySaysAndBeyondTheFiveOfGrpc() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(UNAVAILABLE)) {
			run(server, (channel) -> assertFails(channel, Status.Code.UNAVAILABLE), RETRY + "max-attempts=7",
					RETRY + "initial-backoff=1ms", RETRY + "max-backoff=2ms");
			assertThat(server.previous("Say")).containsExactly(0, 1, 2, 3, 4, 5, 6);
		}
	}

	@Test
	void aCallThatSucceedsInTheEndIsASuccess() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(failing(2, Status.UNAVAILABLE))) {
			run(server, (channel) -> assertThat(say(channel)).isEqualTo(HELLO), RETRY + "max-attempts=3",
					RETRY + "initial-backoff=1ms");
			assertThat(server.previous("Say")).containsExactly(0, 1, 2);
		}
	}

	@Test
	void retriesReachAServerInTheSameJvmToo() throws Exception {
		try (ScriptedServer server = ScriptedServer.inProcess("retried", failing(1, Status.UNAVAILABLE))) {
			run("in-process:retried", (channel) -> assertThat(say(channel)).isEqualTo(HELLO), RETRY + "max-attempts=2",
					RETRY + "initial-backoff=1ms");
			assertThat(server.previous("Say")).containsExactly(0, 1);
		}
	}

	@Test
	void withoutKeysACallIsSentOnce() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(UNAVAILABLE)) {
			run(server, (channel) -> assertFails(channel, Status.Code.UNAVAILABLE));
			assertThat(server.previous("Say")).containsExactly(0);
		}
	}

	@Test
	void withoutKeysACallThatTheServerHasNotSeenIsStillSentAgain() throws Exception {
		try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			run("dns:///127.0.0.1:" + listening.getLocalPort(), (channel) -> {
				EchoGrpc.newFutureStub(channel).say(HELLO);
				try (RawHttp2 server = RawHttp2.accept(listening)) {
					int first = server.awaitCall();
					server.refuse(first);
					assertThat(server.awaitCall()).isGreaterThan(first);
				}
				catch (Exception ex) {
					throw new AssertionError(ex);
				}
			});
		}
	}

	@Test
	void onlyTheStatusesThatAreNamedAreRetried() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp((attempt) -> {
			throw ((attempt.previous() == 0) ? Status.ABORTED : Status.UNAVAILABLE).asException();
		})) {
			run(server, (channel) -> assertFails(channel, Status.Code.UNAVAILABLE), RETRY + "max-attempts=5",
					RETRY + "initial-backoff=1ms", RETRY + "codes=ABORTED,INTERNAL");
			assertThat(server.previous("Say")).containsExactly(0, 1);
		}
	}

	@Test
	void aMethodsOwnKeysComeBeforeThoseOfTheChannel() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(UNAVAILABLE)) {
			run(server, (channel) -> {
				assertFails(channel, Status.Code.UNAVAILABLE);
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> MirrorGrpc.newBlockingStub(channel).reverse(HELLO));
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> EchoGrpc.newBlockingStub(channel).sayTimes(HELLO).hasNext());
			}, RETRY + "max-attempts=2", RETRY + "initial-backoff=1ms",
					"grpc.client.channels.echo.methods[testing.Echo/*].retry.max-attempts=3",
					"grpc.client.channels.echo.methods[testing.Echo/Say].retry.max-attempts=1");
			assertThat(server.previous("Say")).containsExactly(0);
			assertThat(server.previous("SayTimes")).containsExactly(0, 1, 2);
			assertThat(server.previous("Reverse")).containsExactly(0, 1);
		}
	}

	@Test
	void pausesAreAsLongAsTheKeysSay() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(UNAVAILABLE)) {
			run(server, (channel) -> assertFails(channel, Status.Code.UNAVAILABLE), RETRY + "max-attempts=3",
					RETRY + "initial-backoff=50ms", RETRY + "multiplier=4");
			// a fifth less is within the jitter
			assertThat(pause(server, 1)).isGreaterThanOrEqualTo(Duration.ofMillis(39));
			assertThat(pause(server, 2)).isGreaterThanOrEqualTo(Duration.ofMillis(159));
		}
	}

	@Test
	void aServerThatAsksForAPauseGetsIt() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp((attempt) -> {
			if (attempt.previous() == 0) {
				throw ScriptedServer.pushback(Status.UNAVAILABLE, "300");
			}
			return Reaction.ANSWER;
		})) {
			run(server, (channel) -> assertThat(say(channel)).isEqualTo(HELLO), RETRY + "max-attempts=2",
					RETRY + "initial-backoff=1ms");
			assertThat(pause(server, 1)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
		}
	}

	@Test
	void aServerThatAsksForNoFurtherAttemptGetsNone() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp((attempt) -> {
			throw ScriptedServer.pushback(Status.UNAVAILABLE, "-1");
		})) {
			run(server, (channel) -> assertFails(channel, Status.Code.UNAVAILABLE), RETRY + "max-attempts=5",
					RETRY + "initial-backoff=1ms");
			assertThat(server.previous("Say")).containsExactly(0);
		}
	}

	@Test
	void whereTooManyAttemptsFailCallsAreSentOnce() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(UNAVAILABLE)) {
			run(server, (channel) -> {
				for (int i = 0; i < 4; i++) {
					assertFails(channel, Status.Code.UNAVAILABLE);
				}
			}, RETRY + "max-attempts=3", RETRY + "initial-backoff=1ms",
					"grpc.client.channels.echo.retry-throttle.max-tokens=8");
			// the fourth failure leaves half of the tokens
			assertThat(server.previous("Say")).containsExactly(0, 1, 2, 0, 0, 0);
		}
	}

	@Test
	void aChannelBeginsWithAHundredTokens() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(UNAVAILABLE)) {
			run(server, (channel) -> {
				for (int i = 0; i < 60; i++) {
					assertFails(channel, Status.Code.UNAVAILABLE);
				}
			}, RETRY + "max-attempts=2", RETRY + "initial-backoff=1ms");
			assertThat(server.attempts()).filteredOn((attempt) -> attempt.previous() == 1).hasSize(25);
		}
	}

	@Test
	void aHedgedCallIsSentAgainWhileTheFirstAttemptIsNotAnswered() throws Exception {
		try (ScriptedServer server = ScriptedServer
			.overTcp((attempt) -> (attempt.previous() == 0) ? Reaction.HOLD : Reaction.ANSWER)) {
			run(server, (channel) -> {
				long begin = System.nanoTime();
				assertThat(say(channel)).isEqualTo(HELLO);
				assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
				assertThat(reachesZero(server.cancelled())).isTrue();
			}, HEDGING + "max-attempts=2", HEDGING + "delay=50ms");
			assertThat(server.previous("Say")).containsExactlyInAnyOrder(0, 1);
		}
	}

	@Test
	void aHedgedCallIsSentNoMoreOftenThanTheKeySays() throws Exception {
		try (ScriptedServer server = ScriptedServer
			.overTcp((attempt) -> (attempt.previous() < 6) ? Reaction.HOLD : Reaction.ANSWER)) {
			run(server, (channel) -> assertThat(say(channel)).isEqualTo(HELLO), HEDGING + "max-attempts=7",
					HEDGING + "delay=1ms");
			assertThat(server.previous("Say")).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
		}
	}

	@Test
	void aFailureThatIsNotFatalLeavesTheCallToTheNextAttempt() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(failing(1, Status.UNAVAILABLE))) {
			run(server, (channel) -> assertThat(say(channel)).isEqualTo(HELLO), HEDGING + "max-attempts=2",
					HEDGING + "delay=50ms", HEDGING + "non-fatal-codes=UNAVAILABLE");
			assertThat(server.previous("Say")).containsExactly(0, 1);
		}
	}

	@Test
	void anyOtherFailureEndsAHedgedCall() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp(failing(1, Status.UNAVAILABLE))) {
			run(server, (channel) -> assertFails(channel, Status.Code.UNAVAILABLE), HEDGING + "max-attempts=2",
					HEDGING + "delay=1h", HEDGING + "non-fatal-codes=ABORTED");
			assertThat(server.previous("Say")).containsExactly(0);
		}
	}

	private static Script failing(int attempts, Status status) {
		return (attempt) -> {
			if (attempt.previous() < attempts) {
				throw status.asException();
			}
			return Reaction.ANSWER;
		};
	}

	private static Duration pause(ScriptedServer server, int attempt) {
		List<Attempt> attempts = server.attempts();
		return Duration.ofNanos(attempts.get(attempt).nanos() - attempts.get(attempt - 1).nanos());
	}

	private static boolean reachesZero(CountDownLatch latch) {
		try {
			return latch.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static Phrase say(ManagedChannel channel) {
		return EchoGrpc.newBlockingStub(channel).say(HELLO);
	}

	private static void assertFails(ManagedChannel channel, Status.Code code) {
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> say(channel))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code));
	}

	private static void run(ScriptedServer server, Consumer<ManagedChannel> test, String... properties) {
		run(server.target(), test, properties);
	}

	private static void run(String target, Consumer<ManagedChannel> test, String... properties) {
		ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.channels.echo.target=" + target)
			.withPropertyValues("grpc.client.defaults.deadline=20s")
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				test.accept(context.getBean(GrpcChannels.class).get("echo"));
			});
	}

}
