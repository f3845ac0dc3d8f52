package dev.grpcstarter.client.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.Relay;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Channels that share their calls among several connections.
 */
class ChannelPoolTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	private final Workshop workshop = new Workshop(100);

	@AfterEach
	void stop() {
		this.workshop.close();
	}

	@Test
	void aThousandCallsAreAllAtWorkOverTenConnections() {
		withPoolOf(10, this.workshop.port()).run((context) -> {
			ManagedChannel channel = filled(context, 10);
			CountDownLatch replies = call(channel, 1_000);
			awaitAtWork(1_000);
			this.workshop.finish();
			assertThat(replies.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(this.workshop.most()).isEqualTo(1_000);
		});
	}

	@Test
	void overOneConnectionTheyQueue() {
		withPoolOf(1, this.workshop.port()).run((context) -> {
			CountDownLatch replies = call(channel(context), 1_000);
			awaitAtWork(100);
			while (replies.getCount() > 0) {
				this.workshop.finish();
				replies.await(10, TimeUnit.MILLISECONDS);
			}
			assertThat(this.workshop.most()).isEqualTo(100);
		});
	}

	@Test
	void thePoolFillsWithTheFirstCall() {
		withPoolOf(3, this.workshop.port()).run((context) -> {
			assertThat(channel(context).getState(false)).isEqualTo(ConnectivityState.IDLE);
			call(channel(context), 1);
			Awaitility.await().untilAsserted(() -> assertThat(this.workshop.connections()).hasSize(3));
			this.workshop.finish();
		});
	}

	@Test
	void aCallThatIsNeverStartedTakesNoPlace() {
		withPoolOf(2, this.workshop.port()).run((context) -> {
			ManagedChannel channel = filled(context, 2);
			for (int i = 0; i < 150; i++) {
				channel.newCall(EchoGrpc.getSayMethod(), CallOptions.DEFAULT);
			}
			call(channel, 200);
			awaitAtWork(200);
			this.workshop.finish();
		});
	}

	@Test
	void aCancelledCallGivesItsPlaceBack() {
		withPoolOf(2, this.workshop.port()).run((context) -> {
			ManagedChannel channel = filled(context, 2);
			// one connection is full, and what is cancelled stood all on the other
			List<ClientCall<Phrase, Phrase>> calls = new CopyOnWriteArrayList<>();
			for (int i = 0; i < 150; i++) {
				calls.add(started(channel));
			}
			awaitAtWork(150);
			calls.forEach((call) -> call.cancel("no longer wanted", null));
			Awaitility.await().untilAsserted(() -> assertThat(this.workshop.cancelled()).isEqualTo(150));
			call(channel, 200);
			Awaitility.await().untilAsserted(() -> assertThat(this.workshop.begun()).isEqualTo(350));
			this.workshop.finish();
		});
	}

	@Test
	void aCallThatIsCancelledBeforeItStartsCannotBeStarted() {
		withPoolOf(2, this.workshop.port()).run((context) -> {
			ClientCall<Phrase, Phrase> call = channel(context).newCall(EchoGrpc.getSayMethod(), CallOptions.DEFAULT);
			call.cancel("never mind", null);
			assertThat(call.isReady()).isFalse();
			assertThat(call.getAttributes()).isEqualTo(Attributes.EMPTY);
			assertThatIllegalStateException().isThrownBy(() -> call.start(new Ignoring(), new Metadata()))
				.withMessage("call was cancelled");
			assertThatIllegalStateException().isThrownBy(() -> call.request(1)).withMessage("Not started");
		});
	}

	@Test
	void aBrokenConnectionIsNotPicked() throws Exception {
		try (Relay relay = new Relay(this.workshop.port())) {
			withPoolOf(2, relay.port()).run((context) -> {
				ManagedChannel channel = filled(context, 2);
				relay.acceptNoMore();
				relay.cutOne();
				Awaitility.await().untilAsserted(() -> assertThat(this.workshop.connections()).hasSize(1));
				// the server may know of the cut before the client does
				Awaitility.await().untilAsserted(() -> assertThat(failures(channel)).isZero());
				assertThat(failures(channel)).isZero();
				assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);
			});
		}
	}

	@Test
	void aPoolHasOneStateAndTellsItsChanges() {
		withPoolOf(2, this.workshop.port()).run((context) -> {
			ManagedChannel channel = channel(context);
			CountDownLatch ready = new CountDownLatch(1);
			CountDownLatch shutdown = new CountDownLatch(1);
			assertThat(channel.getState(true)).isEqualTo(ConnectivityState.IDLE);
			Awaitility.await()
				.untilAsserted(() -> assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY));
			channel.notifyWhenStateChanged(ConnectivityState.IDLE, ready::countDown);
			assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
			channel.notifyWhenStateChanged(ConnectivityState.READY, shutdown::countDown);
			assertThat(channel.authority()).isEqualTo("127.0.0.1:" + this.workshop.port());
			assertThat(channel.isShutdown()).isFalse();
			channel.shutdown();
			assertThat(channel.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
			assertThat(channel.isShutdown()).isTrue();
			assertThat(channel.isTerminated()).isTrue();
			assertThat(shutdown.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(channel.getState(false)).isEqualTo(ConnectivityState.SHUTDOWN);
		});
	}

	@Test
	void aPoolIsClosedWithTheContextWithAllItsConnections() {
		withPoolOf(3, this.workshop.port()).run((context) -> {
			filled(context, 3);
			started(channel(context));
			awaitAtWork(1);
		});
		Awaitility.await().untilAsserted(() -> assertThat(this.workshop.connections()).isEmpty());
	}

	@Test
	void inProcessThereIsNoPool() {
		ClientRunner.withServer("alone").withPropertyValues("grpc.client.channels.echo.pool.size=3").run((context) -> {
			assertThat(channel(context)).asString().doesNotContain("pool");
			assertThat(EchoGrpc.newBlockingStub(channel(context)).say(HELLO)).isEqualTo(HELLO);
		});
	}

	private static ApplicationContextRunner withPoolOf(int size, int port) {
		return ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.channels.echo.target=127.0.0.1:" + port,
					"grpc.client.channels.echo.pool.size=" + size);
	}

	private static ManagedChannel channel(ApplicationContext context) {
		return context.getBean(GrpcChannels.class).get("echo");
	}

	private ManagedChannel filled(ApplicationContext context, int size) {
		ManagedChannel channel = channel(context);
		channel.getState(true);
		Awaitility.await().untilAsserted(() -> assertThat(this.workshop.connections()).hasSize(size));
		// the server counts a connection before the client may call over it
		Awaitility.await().untilAsserted(() -> {
			assertThat(failures(channel)).isZero();
			assertThat(this.workshop.used()).hasSize(size);
		});
		return channel;
	}

	private void awaitAtWork(int calls) {
		Awaitility.await().untilAsserted(() -> assertThat(this.workshop.atWork()).isEqualTo(calls));
	}

	private static CountDownLatch call(ManagedChannel channel, int times) {
		CountDownLatch replies = new CountDownLatch(times);
		for (int i = 0; i < times; i++) {
			EchoGrpc.newStub(channel).withDeadlineAfter(1, TimeUnit.MINUTES).say(HELLO, new StreamObserver<>() {

				@Override
				public void onNext(Phrase reply) {
				}

				@Override
				public void onError(Throwable failure) {
				}

				@Override
				public void onCompleted() {
					replies.countDown();
				}

			});
		}
		return replies;
	}

	private static ClientCall<Phrase, Phrase> started(ManagedChannel channel) {
		ClientCall<Phrase, Phrase> call = channel.newCall(EchoGrpc.getSayMethod(), CallOptions.DEFAULT);
		call.start(new Ignoring(), new Metadata());
		call.request(1);
		call.sendMessage(HELLO);
		call.halfClose();
		return call;
	}

	private static long failures(ManagedChannel channel) {
		long failures = 0;
		for (int i = 0; i < 50; i++) {
			try {
				EchoGrpc.newBlockingStub(channel)
					.withDeadlineAfter(10, TimeUnit.SECONDS)
					.sayTimes(HELLO)
					.forEachRemaining((phrase) -> {
					});
			}
			catch (StatusRuntimeException ex) {
				failures++;
			}
		}
		return failures;
	}

	private static final class Ignoring extends ClientCall.Listener<Phrase> {

	}

}
