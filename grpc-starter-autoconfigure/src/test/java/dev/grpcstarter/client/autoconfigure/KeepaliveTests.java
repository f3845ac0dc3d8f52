package dev.grpcstarter.client.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import com.google.common.util.concurrent.ListenableFuture;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.RawHttp2;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a client says of pings that servers do not permit.
 */
@ExtendWith(OutputCaptureExtension.class)
class KeepaliveTests {

	private static final int ENHANCE_YOUR_CALM = 11;

	private static final String EXPLANATION = "The server of the gRPC channel 'echo' (dns:///127.0.0.1:";

	@Test
	void aChannelWithoutCallsThatIsSentAwayIsExplainedOnce(CapturedOutput output) throws Exception {
		try (ServerSocket listening = listen()) {
			client(listening)
				.withPropertyValues("grpc.client.channels.echo.keepalive.time=10s",
						"grpc.client.channels.echo.keepalive.without-calls=true")
				.run((context) -> {
					for (int i = 0; i < 2; i++) {
						sendAway(listening, channel(context), "too_many_pings");
					}
					await().untilAsserted(() -> assertThat(output).contains(EXPLANATION));
					assertThat(output).containsOnlyOnce(EXPLANATION)
						.contains("(too_many_pings)", "pings after 10s of silence, also while no call is in flight",
								"grpc.client.channels.echo.keepalive.time",
								"grpc.client.channels.echo.keepalive.without-calls",
								"grpc.server.keepalive.permit-time", "grpc.server.keepalive.permit-without-calls");
				});
		}
	}

	@Test
	void aCallThatIsSentAwayIsExplained(CapturedOutput output) throws Exception {
		try (ServerSocket listening = listen()) {
			client(listening).run((context) -> {
				ListenableFuture<Phrase> answer = EchoGrpc.newFutureStub(channel(context))
					.say(EchoService.phrase("hello"));
				try (RawHttp2 server = RawHttp2.accept(listening)) {
					server.awaitCall();
					server.goAway(ENHANCE_YOUR_CALM, "too_many_pings");
				}
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
					.withMessageContaining("RESOURCE_EXHAUSTED")
					.withMessageContaining("too_many_pings");
				// the call may end before the connection does
				Awaitility.await()
					.untilAsserted(() -> assertThat(output).containsOnlyOnce(EXPLANATION)
						.contains("pings after 360s of silence while a call is in flight"));
			});
		}
	}

	@ParameterizedTest
	@CsvSource({ "0, none, 6m", "11, too_many_pings, none" })
	void aServerThatGoesAwayForAnotherReasonIsNotExplained(int error, String debug, String time, CapturedOutput output)
			throws Exception {
		try (ServerSocket listening = listen()) {
			client(listening).withPropertyValues("grpc.client.channels.echo.keepalive.time=" + time)
				.run((context) -> sendAway(listening, channel(context), error, debug));
		}
		assertThat(output).doesNotContain(EXPLANATION);
	}

	@Test
	void pingsThatMostServersDoNotPermitAreFoundAtTheStartWhereTheyAreWritten() {
		ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.defaults.keepalive.time=30s", "grpc.client.channels.a.target=a:1",
					"grpc.client.channels.b.target=b:1", "grpc.client.channels.b.keepalive.without-calls=true",
					"grpc.client.channels.c.target=c:1", "grpc.client.channels.c.keepalive.without-calls=true",
					"grpc.client.channels.c.keepalive.time=none")
			.run((context) -> assertThat(context.getBean(Findings.class).all())
				.filteredOn((finding) -> finding.id().equals("client-keepalive"))
				.extracting(Finding::key)
				.containsExactlyInAnyOrder("grpc.client.defaults.keepalive.time",
						"grpc.client.channels.b.keepalive.without-calls"));
	}

	@Test
	void whatIsPingedByDefaultIsNoFinding() {
		ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.channels.a.target=a:1", "grpc.client.channels.a.keepalive.time=5m")
			.run((context) -> assertThat(context.getBean(Findings.class).all()).extracting(Finding::id)
				.doesNotContain("client-keepalive"));
	}

	private static void sendAway(ServerSocket listening, ManagedChannel channel, String debug) throws Exception {
		sendAway(listening, channel, ENHANCE_YOUR_CALM, debug);
	}

	private static void sendAway(ServerSocket listening, ManagedChannel channel, int error, String debug)
			throws Exception {
		channel.getState(true);
		try (RawHttp2 server = RawHttp2.accept(listening)) {
			awaitState(channel, ConnectivityState.READY);
			server.goAway(error, debug);
			await().until(() -> channel.getState(false) != ConnectivityState.READY);
		}
	}

	private static void awaitState(ManagedChannel channel, ConnectivityState state) {
		await().until(() -> channel.getState(true) == state);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20));
	}

	private static ApplicationContextRunner client(ServerSocket listening) {
		return ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.channels.echo.target=dns:///127.0.0.1:" + listening.getLocalPort(),
					"grpc.client.channels.echo.load-balancing=pick_first");
	}

	private static ManagedChannel channel(ApplicationContext context) {
		return context.getBean(GrpcChannels.class).get("echo");
	}

	private static ServerSocket listen() throws Exception {
		return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
	}

}
