package dev.grpcstarter.client.autoconfigure;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.client.ChannelBuilderCustomizer;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.UnknownChannelException;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Channels that an application opens itself.
 */
class AdHocChannelTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	@Test
	void aChannelHasTheSettingsOfTheDefaultsOrOfAnother() {
		List<String> built = new ArrayList<>();
		ClientRunner.withServer("ad-hoc")
			.withPropertyValues("grpc.client.defaults.connect-timeout=50s",
					"grpc.client.channels.echo.connect-timeout=10s")
			.withBean(ChannelBuilderCustomizer.class,
					() -> (channel,
							builder) -> built.add("%s to %s within %s".formatted(channel.name(), channel.target(),
									channel.connecting().timeout())))
			.run((context) -> {
				GrpcChannels channels = context.getBean(GrpcChannels.class);
				ManagedChannel unnamed = channels.open(" in-process:ad-hoc ");
				ManagedChannel like = channels.openLike("echo", "in-process:other");
				assertThat(unnamed).isNotSameAs(channels.open("in-process:ad-hoc"));
				assertThat(EchoGrpc.newBlockingStub(unnamed).say(HELLO)).isEqualTo(HELLO);
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> EchoGrpc.newBlockingStub(like).say(HELLO))
					.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
				assertThat(built).containsExactly(" to in-process:ad-hoc within PT50S",
						"echo to in-process:other within PT10S", " to in-process:ad-hoc within PT50S");
			});
	}

	@Test
	void whatIsWrongWithATargetIsSaidAtOnce() {
		ClientRunner.clientOnly().run((context) -> {
			GrpcChannels channels = context.getBean(GrpcChannels.class);
			assertThatIllegalArgumentException().isThrownBy(() -> channels.open("dns:///inventory:99999"))
				.withMessageContaining("99999")
				.withMessageContaining("write");
			assertThatExceptionOfType(UnknownChannelException.class)
				.isThrownBy(() -> channels.openLike("orders", "dns:///inventory:9090"))
				.withMessageContaining("'orders'");
		});
	}

	@Test
	void aTargetThatItsNameResolverRefusesIsAWrongArgument() {
		ClientRunner.clientOnly()
			.withBean(NameResolverProvider.class, Refusing::new)
			.withPropertyValues("grpc.client.channels.echo.target=refusing:echo")
			.run((context) -> {
				GrpcChannels channels = context.getBean(GrpcChannels.class);
				assertThatIllegalArgumentException().isThrownBy(() -> channels.open("refusing:other"))
					.withMessageContaining("no channel can be made for 'refusing:other'");
				assertThatIllegalArgumentException().isThrownBy(() -> channels.openLike("echo", "refusing:other"))
					.withMessageContaining("write a target such as dns:///host:9090");
				assertThatExceptionOfType(GrpcConfigurationException.class).isThrownBy(() -> channels.get("echo"))
					.withMessageContaining("grpc.client.channels.echo.target: no channel can be made");
			});
	}

	@Test
	void nothingIsKeptOfAChannelThatIsClosed() throws Exception {
		Server server = NettyServerBuilder.forPort(0).addService(new EchoService()).build().start();
		ClientRunner.clientOnly().withPropertyValues("grpc.client.defaults.pool.size=2").run((context) -> {
			GrpcChannels channels = context.getBean(GrpcChannels.class);
			for (int i = 0; i < 1_000; i++) {
				ManagedChannel channel = channels.open("127.0.0.1:" + server.getPort());
				if (i % 10 == 0) {
					assertThat(EchoGrpc.newBlockingStub(channel).say(HELLO)).isEqualTo(HELLO);
				}
				channel.shutdown();
			}
			Awaitility.await().untilAsserted(() -> assertThat(tracked(channels)).isEmpty());
		});
		server.shutdownNow();
	}

	@Test
	void aChannelThatIsShutDownMayEndItsCallsAndIsClosedWithTheContextAllTheSame() throws Exception {
		Server server = NettyServerBuilder.forPort(0).addService(new EchoService()).build().start();
		List<ManagedChannel> opened = new ArrayList<>();
		AtomicReference<GrpcChannels> after = new AtomicReference<>();
		Deadline soon = Deadline.after(20, TimeUnit.SECONDS);
		ClientRunner.clientOnly().run((context) -> {
			GrpcChannels channels = context.getBean(GrpcChannels.class);
			after.set(channels);
			for (int i = 0; i < 2; i++) {
				ManagedChannel channel = channels.open("127.0.0.1:" + server.getPort());
				Replies replies = new Replies();
				StreamObserver<Phrase> chat = EchoGrpc.newStub(channel).chat(replies);
				chat.onNext(HELLO);
				Awaitility.await().untilAsserted(() -> assertThat(replies.received).hasSize(1));
				opened.add(channel);
			}
			opened.get(0).shutdown();
			assertThat(opened.get(0).awaitTermination(1500, TimeUnit.MILLISECONDS)).isFalse();
			assertThat(tracked(channels)).hasSize(2);
		});
		assertThat(opened).allMatch(ManagedChannel::isTerminated);
		assertThat(soon.isExpired()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> after.get().open("127.0.0.1:" + server.getPort()))
			.withMessageContaining("after all channels were closed");
		server.shutdownNow();
	}

	private static Iterable<?> tracked(GrpcChannels channels) {
		Object adHoc = ReflectionTestUtils.getField(channels, "adHoc");
		return (Iterable<?>) ReflectionTestUtils.getField(adHoc, "open");
	}

	private static final class Refusing extends NameResolverProvider {

		@Override
		protected boolean isAvailable() {
			return true;
		}

		@Override
		protected int priority() {
			return 5;
		}

		@Override
		public String getDefaultScheme() {
			return "refusing";
		}

		@Override
		public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
			return null;
		}

	}

	private static final class Replies implements StreamObserver<Phrase> {

		private final List<Phrase> received = new CopyOnWriteArrayList<>();

		@Override
		public void onNext(Phrase reply) {
			this.received.add(reply);
		}

		@Override
		public void onError(Throwable failure) {
		}

		@Override
		public void onCompleted() {
		}

	}

}
