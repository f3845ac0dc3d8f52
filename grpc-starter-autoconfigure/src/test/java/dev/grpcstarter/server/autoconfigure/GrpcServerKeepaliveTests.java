package dev.grpcstarter.server.autoconfigure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.RawHttp2;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The keepalive keys as a peer sees them on the wire.
 */
class GrpcServerKeepaliveTests {

	private static final int NO_ERROR = 0;

	private static final int ENHANCE_YOUR_CALM = 11;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@Test
	void aClientThatPingsMoreOftenThanPermittedIsSentAway() {
		this.runner.run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				for (int i = 0; i < 5; i++) {
					client.ping();
				}
				assertThat(client.awaitGoAway()).isEqualTo(new RawHttp2.GoAway(ENHANCE_YOUR_CALM, "too_many_pings"));
			}
		});
	}

	@Test
	void aClientThatPingsAsOftenAsPermittedIsAnswered() {
		this.runner.withPropertyValues("grpc.server.keepalive.permit-time=0").run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				for (int i = 0; i < 20; i++) {
					client.ping();
					client.awaitPingAck();
				}
			}
		});
	}

	@Test
	void withoutPermissionAnIdleClientMayNotPingAtAll() {
		this.runner
			.withPropertyValues("grpc.server.keepalive.permit-time=0",
					"grpc.server.keepalive.permit-without-calls=false")
			.run((context) -> {
				try (RawHttp2 client = new RawHttp2(port(context))) {
					for (int i = 0; i < 5; i++) {
						client.ping();
					}
					assertThat(client.awaitGoAway().error()).isEqualTo(ENHANCE_YOUR_CALM);
				}
			});
	}

	@Test
	void aSilentClientIsNoticedAfterTimeAndTimeout() {
		this.runner.withPropertyValues("grpc.server.keepalive.time=10s", "grpc.server.keepalive.timeout=100ms")
			.run((context) -> {
				try (RawHttp2 client = new RawHttp2(port(context))) {
					client.awaitEnd();
				}
			});
	}

	@Test
	void anIdleConnectionIsClosed() {
		this.runner.withPropertyValues("grpc.server.keepalive.max-connection-idle=1s").run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				assertThat(client.awaitGoAway()).isEqualTo(new RawHttp2.GoAway(NO_ERROR, "max_idle"));
			}
		});
	}

	@Test
	void anOldConnectionIsClosedAndItsCallsAreCutAfterTheGrace() {
		this.runner
			.withPropertyValues("grpc.server.keepalive.max-connection-age=1s",
					"grpc.server.keepalive.max-connection-age-grace=100ms")
			.run((context) -> {
				try (RawHttp2 client = new RawHttp2(port(context)); TestChannel channel = TestChannel.to(context)) {
					Chat chat = Chat.over(channel);
					assertThat(client.awaitGoAway()).isEqualTo(new RawHttp2.GoAway(NO_ERROR, "max_age"));
					assertThat(chat.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
				}
			});
	}

	@Test
	void withoutGraceTheCallsOfAnOldConnectionEndInTheirOwnTime() {
		this.runner.withPropertyValues("grpc.server.keepalive.max-connection-age=1s").run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context)); TestChannel channel = TestChannel.to(context)) {
				Chat chat = Chat.over(channel);
				client.awaitGoAway();
				client.awaitEnd();
				chat.caller.onCompleted();
				assertThat(chat.awaitEnd().getCode()).isEqualTo(Status.Code.OK);
			}
		});
	}

	private static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class);
	}

	/**
	 * A stream that stays open until somebody ends it.
	 */
	private static final class Chat implements StreamObserver<Phrase> {

		private final CountDownLatch answered = new CountDownLatch(1);

		private final CountDownLatch ended = new CountDownLatch(1);

		private volatile Status status = Status.OK;

		private StreamObserver<Phrase> caller;

		static Chat over(TestChannel channel) throws InterruptedException {
			Chat chat = new Chat();
			chat.caller = EchoGrpc.newStub(channel.channel()).chat(chat);
			chat.caller.onNext(EchoService.phrase("hello"));
			assertThat(chat.answered.await(10, TimeUnit.SECONDS)).isTrue();
			return chat;
		}

		Status awaitEnd() throws InterruptedException {
			assertThat(this.ended.await(10, TimeUnit.SECONDS)).isTrue();
			return this.status;
		}

		@Override
		public void onNext(Phrase phrase) {
			this.answered.countDown();
		}

		@Override
		public void onError(Throwable failure) {
			this.status = Status.fromThrowable(failure);
			this.ended.countDown();
		}

		@Override
		public void onCompleted() {
			this.ended.countDown();
		}

	}

}
