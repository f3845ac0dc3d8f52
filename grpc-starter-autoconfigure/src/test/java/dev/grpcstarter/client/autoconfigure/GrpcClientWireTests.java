package dev.grpcstarter.client.autoconfigure;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FixedAddresses;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.RawHttp2;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The keys of a channel as its peer sees them.
 */
class GrpcClientWireTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	@Test
	void anIdleConnectionIsPingedWhereThatIsAskedForAndGivenUpWithoutAnAnswer() throws Exception {
		try (ServerSocket pinged = listen(); ServerSocket leftAlone = listen()) {
			ClientRunner.clientOnly()
				.withPropertyValues("grpc.client.defaults.keepalive.time=10s",
						"grpc.client.defaults.keepalive.timeout=100ms", target("pinged", pinged.getLocalPort()),
						target("left-alone", leftAlone.getLocalPort()),
						"grpc.client.channels.pinged.keepalive.without-calls=true")
				.run((context) -> {
					channel(context, "pinged").getState(true);
					channel(context, "left-alone").getState(true);
					try (RawHttp2 first = RawHttp2.accept(pinged); RawHttp2 second = RawHttp2.accept(leftAlone)) {
						first.awaitPing();
						first.awaitEnd();
						assertThat(second.hasPing()).isFalse();
					}
				});
		}
	}

	@Test
	void aChannelWithoutCallsGoesIdle() {
		ClientRunner.withServerOverTcp()
			.withPropertyValues("grpc.client.channels.echo.idle-timeout=1s")
			.run((context) -> {
				EchoGrpc.newBlockingStub(channel(context, "echo")).say(HELLO);
				assertThat(channel(context, "echo").getState(false)).isEqualTo(ConnectivityState.READY);
				Awaitility.await()
					.untilAsserted(() -> assertThat(channel(context, "echo").getState(false))
						.isEqualTo(ConnectivityState.IDLE));
			});
	}

	@Test
	void callsGoToAllAddressesOrToOneAsTheBalancingSays() throws Exception {
		Server one = named("one");
		Server two = named("two");
		try (FixedAddresses pair = new FixedAddresses("pair", List.of(one.getPort(), two.getPort()))) {
			ClientRunner.clientOnly()
				.withPropertyValues("grpc.client.channels.all.target=" + pair.target(),
						"grpc.client.channels.first.target=" + pair.target(),
						"grpc.client.channels.first.load-balancing=pick_first")
				.run((context) -> {
					Awaitility.await()
						.untilAsserted(
								() -> assertThat(answers(context, "all")).containsExactlyInAnyOrder("one", "two"));
					assertThat(answers(context, "first")).hasSize(1);
				});
		}
		finally {
			one.shutdownNow();
			two.shutdownNow();
		}
	}

	@Test
	void repliesWithLargerMetadataThanTheLimitFail() throws Exception {
		Metadata large = new Metadata();
		large.put(Metadata.Key.of("x-filler", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(10_000));
		Server remote = NettyServerBuilder.forPort(0)
			.addService(ServerInterceptors.intercept(new EchoService(),
					MetadataUtils.newAttachMetadataServerInterceptor(large)))
			.build()
			.start();
		ClientRunner.clientOnly()
			.withPropertyValues(target("small", remote.getPort()), target("large", remote.getPort()),
					"grpc.client.channels.large.limits.inbound-metadata-size=32KB")
			.run((context) -> {
				assertThat(EchoGrpc.newBlockingStub(channel(context, "large")).say(HELLO)).isEqualTo(HELLO);
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> EchoGrpc.newBlockingStub(channel(context, "small")).say(HELLO))
					.satisfies(
							(ex) -> assertThat(ex.getStatus().getCode()).isNotEqualTo(Status.Code.DEADLINE_EXCEEDED));
			});
		remote.shutdownNow();
	}

	private static ServerSocket listen() throws Exception {
		return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
	}

	private static String target(String channel, int port) {
		return "grpc.client.channels.%s.target=127.0.0.1:%s".formatted(channel, port);
	}

	private static ManagedChannel channel(ApplicationContext context, String name) {
		return context.getBean(GrpcChannels.class).get(name);
	}

	private static Set<String> answers(ApplicationContext context, String channel) {
		Set<String> answers = new HashSet<>();
		for (int i = 0; i < 10; i++) {
			answers.add(EchoGrpc.newBlockingStub(channel(context, channel))
				.withDeadlineAfter(10, TimeUnit.SECONDS)
				.say(HELLO)
				.getText());
		}
		return answers;
	}

	private static Server named(String name) throws Exception {
		return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				super.say(EchoService.phrase(name), caller);
			}

		}).build().start();
	}

}
