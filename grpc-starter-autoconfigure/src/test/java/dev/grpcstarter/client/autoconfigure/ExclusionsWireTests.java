package dev.grpcstarter.client.autoconfigure;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FixedAddresses;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.ScriptedServer;
import dev.grpcstarter.testing.ScriptedServer.Attempt;
import dev.grpcstarter.testing.ScriptedServer.Reaction;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ClientCalls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which addresses get calls, and what calls do while there is none.
 */
class ExclusionsWireTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	@Test
	void anAddressThatDoesNotServeGetsNoCallUntilItDoes() throws Exception {
		HealthStatusManager health = new HealthStatusManager();
		try (ScriptedServer one = ScriptedServer.overTcp((attempt) -> Reaction.ANSWER, health.getHealthService());
				ScriptedServer two = ScriptedServer.overTcp((attempt) -> Reaction.ANSWER);
				FixedAddresses both = new FixedAddresses("health", List.of(one.port(), two.port()))) {
			health.setStatus("testing.Echo", ServingStatus.NOT_SERVING);
			run(both.target(), (channel) -> {
				say(channel, 1);
				Awaitility.await().until(() -> calls(one, "Watch") == 1);
				long before = calls(two, "Say");
				say(channel, 10);
				assertThat(calls(one, "Say")).isZero();
				assertThat(calls(two, "Say")).isEqualTo(before + 10);
				health.setStatus("testing.Echo", ServingStatus.SERVING);
				Awaitility.await().until(() -> {
					say(channel, 2);
					return calls(one, "Say") > 0;
				});
			}, "grpc.client.channels.echo.health-check.enabled=true",
					"grpc.client.channels.echo.health-check.service-name=testing.Echo");
		}
	}

	@Test
	void withoutTheKeyNobodyIsAskedForHealth() throws Exception {
		try (ScriptedServer server = ScriptedServer.overTcp((attempt) -> Reaction.ANSWER)) {
			run(server.target(), (channel) -> say(channel, 3));
			assertThat(server.attempts()).extracting(Attempt::method).containsOnly("Say");
		}
	}

	@Test
	void anAddressWhoseCallsFailIsLeftOut() throws Exception {
		try (ScriptedServer failing = ScriptedServer.overTcp((attempt) -> {
			throw Status.INTERNAL.asException();
		});
				ScriptedServer one = ScriptedServer.overTcp((attempt) -> Reaction.ANSWER);
				ScriptedServer two = ScriptedServer.overTcp((attempt) -> Reaction.ANSWER);
				FixedAddresses all = new FixedAddresses("outliers", List.of(failing.port(), one.port(), two.port()))) {
			run(all.target(), (channel) -> {
				Awaitility.await().until(() -> failures(channel, 30) == 0);
				assertThat(calls(failing, "Say")).isPositive();
				assertThat(calls(one, "Say")).isPositive();
				assertThat(calls(two, "Say")).isPositive();
			}, "grpc.client.channels.echo.outlier-detection.enabled=true",
					"grpc.client.channels.echo.outlier-detection.interval=200ms",
					"grpc.client.channels.echo.outlier-detection.ejection-time=1h",
					"grpc.client.channels.echo.outlier-detection.minimum-hosts=3",
					"grpc.client.channels.echo.outlier-detection.minimum-calls=2");
		}
	}

	@Test
	void aCallWaitsForAServerThatComesLater() throws Exception {
		int port = TestSocketUtils.findAvailableTcpPort();
		run("dns:///127.0.0.1:" + port, (channel) -> {
			Future<Phrase> reply = EchoGrpc.newFutureStub(channel).say(HELLO);
			Awaitility.await().until(() -> channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE);
			assertThat(reply.isDone()).isFalse();
			try (ScriptedServer server = ScriptedServer.onPort(port, (attempt) -> Reaction.ANSWER)) {
				assertThat(reply.get(30, TimeUnit.SECONDS)).isEqualTo(HELLO);
				assertThat(server.previous("Say")).containsExactly(0);
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
		}, "grpc.client.channels.echo.wait-for-ready=true");
	}

	@Test
	void withoutTheKeyACallFailsAtOnceWhereNoServerIs() {
		run("dns:///127.0.0.1:" + TestSocketUtils.findAvailableTcpPort(),
				(channel) -> assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> ClientCalls.blockingUnaryCall(channel, EchoGrpc.getSayMethod(),
							CallOptions.DEFAULT, HELLO))
					.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE)));
	}

	private static int failures(ManagedChannel channel, int calls) {
		int failures = 0;
		for (int i = 0; i < calls; i++) {
			try {
				say(channel, 1);
			}
			catch (StatusRuntimeException ex) {
				failures++;
			}
		}
		return failures;
	}

	private static long calls(ScriptedServer server, String method) {
		return server.previous(method).size();
	}

	private static void say(ManagedChannel channel, int times) {
		for (int i = 0; i < times; i++) {
			EchoGrpc.newBlockingStub(channel).say(HELLO);
		}
	}

	private static void run(String target, Consumer<ManagedChannel> test, String... properties) {
		ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.channels.echo.target=" + target)
			.withPropertyValues("grpc.client.defaults.deadline=30s")
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				test.accept(context.getBean(GrpcChannels.class).get("echo"));
			});
	}

}
