package dev.grpcstarter.client.autoconfigure;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.observation.autoconfigure.GrpcClientMetricsAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Calls that have no time left when they are made.
 */
class UnsentCallTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	private static final String ECHO = "grpc.client.channels.echo.";

	private final Workshop server = new Workshop(100);

	private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

	@AfterEach
	void stop() {
		this.server.close();
		this.timer.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	void aCallWhoseOwnDeadlineHasPassedDoesNotWakeTheChannel(int poolSize) {
		runner().withPropertyValues(ECHO + "pool.size=" + poolSize).run((context) -> {
			Deadline passed = passed();
			assertStatus(() -> blocking(context).withDeadline(passed).say(HELLO), Status.Code.DEADLINE_EXCEEDED,
					"ClientCall started after CallOptions deadline was exceeded ");
			assertStatus(() -> blocking(context).withDeadline(passed).sayTimes(HELLO).hasNext(),
					Status.Code.DEADLINE_EXCEEDED, "ClientCall started after CallOptions deadline was exceeded ");
			assertStatus(() -> EchoGrpc.newBlockingV2Stub(channel(context)).withDeadline(passed).say(HELLO),
					Status.Code.DEADLINE_EXCEEDED, "ClientCall started after CallOptions deadline was exceeded ");
			assertThat(catchThrowable(() -> EchoGrpc.newFutureStub(channel(context))
				.withDeadline(passed)
				.say(HELLO)
				.get(20, TimeUnit.SECONDS))).isInstanceOf(ExecutionException.class)
				.hasMessageContaining("ClientCall started after CallOptions deadline was exceeded ");
			assertIdle(context);
		});
	}

	@Test
	void aCallForOneThatHasBeenCancelledIsCancelled() {
		runner().run((context) -> {
			Context.CancellableContext served = Context.current().withCancellation();
			IOException cause = new IOException("gone");
			served.cancel(cause);
			assertThat(assertStatus(() -> served.run(() -> blocking(context).say(HELLO)), Status.Code.CANCELLED,
					"its Context was cancelled")
				.getCause()).isSameAs(cause);
			assertIdle(context);
		});
	}

	@Test
	void aCallForOneWhoseTimeIsOverIsTooLate() {
		runner().run((context) -> {
			Context.CancellableContext served = Context.current().withDeadlineAfter(-1, TimeUnit.SECONDS, this.timer);
			assertStatus(() -> served.run(() -> blocking(context).say(HELLO)), Status.Code.DEADLINE_EXCEEDED,
					"the deadline of its Context passed");
			served.close();
			assertIdle(context);
		});
	}

	@Test
	void thatItsTimeIsOverIsSeenBeforeTheHandledCallIsCancelledForIt() {
		runner().run((context) -> {
			ScheduledExecutorService tooLate = Mockito.mock(ScheduledExecutorService.class);
			Deadline soon = Deadline.after(1, TimeUnit.SECONDS);
			Context.CancellableContext served = Context.current().withDeadline(soon, tooLate);
			await().until(soon::isExpired);
			assertThat(served.isCancelled()).isFalse();
			assertStatus(() -> served.run(() -> blocking(context).say(HELLO)), Status.Code.DEADLINE_EXCEEDED,
					"the call was not sent: the deadline of its Context passed");
			served.close();
			assertIdle(context);
		});
	}

	@Test
	void aCallForWhichTheReserveLeavesNothingIsTooLate() {
		runner().withPropertyValues(ECHO + "deadline=none", ECHO + "deadline-reserve=10m").run((context) -> {
			Context.CancellableContext served = Context.current().withDeadlineAfter(5, TimeUnit.MINUTES, this.timer);
			assertStatus(() -> served.run(() -> blocking(context).say(HELLO)), Status.Code.DEADLINE_EXCEEDED,
					"no more than the deadline-reserve, 600s, is left of the deadline of its Context");
			served.close();
			assertIdle(context);
		});
	}

	@Test
	void theListenerHearsOfItOnTheExecutorOfTheCallAndElseOnACallbackThread() {
		runner().run((context) -> {
			assertThat(heardOn(context, (task) -> new Thread(task, "own-thread").start())).isEqualTo("own-thread");
			assertThat(heardOn(context, null)).startsWith("grpc-client-callback-");
		});
	}

	private static String heardOn(ApplicationContext context, Executor executor) throws Exception {
		CompletableFuture<String> thread = new CompletableFuture<>();
		EchoGrpc.EchoStub stub = EchoGrpc.newStub(channel(context)).withDeadline(passed());
		((executor != null) ? stub.withExecutor(executor) : stub).say(HELLO, new StreamObserver<>() {

			@Override
			public void onNext(Phrase phrase) {
			}

			@Override
			public void onError(Throwable failure) {
				thread.complete(Thread.currentThread().getName());
			}

			@Override
			public void onCompleted() {
			}

		});
		return thread.get(20, TimeUnit.SECONDS);
	}

	@Test
	void whateverIsDoneToTheCallItEndsOnce() {
		runner().run((context) -> {
			ClientCall<Phrase, Phrase> call = channel(context).newCall(EchoGrpc.getChatMethod(),
					CallOptions.DEFAULT.withDeadline(passed()));
			call.request(1);
			call.halfClose();
			call.cancel("before the start", null);
			CompletableFuture<Status> ended = new CompletableFuture<>();
			call.start(new ClientCall.Listener<>() {

				@Override
				public void onClose(Status status, Metadata trailers) {
					assertThat(ended.complete(status)).isTrue();
				}

			}, new Metadata());
			call.request(1);
			call.setMessageCompression(true);
			call.sendMessage(HELLO);
			call.halfClose();
			call.cancel("after the start", null);
			assertThat(call.isReady()).isFalse();
			assertThat(ended.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
			assertIdle(context);
		});
	}

	@Test
	void metricsCountTheCallAndNoAttempt() {
		runner().withConfiguration(AutoConfigurations.of(GrpcClientMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				assertStatus(() -> blocking(context).withDeadline(passed()).say(HELLO), Status.Code.DEADLINE_EXCEEDED,
						"ClientCall started after CallOptions deadline was exceeded ");
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("grpc.client.call.duration")
					.tag("grpc.status", "DEADLINE_EXCEEDED")
					.timer()
					.count()).isEqualTo(1);
				assertThat(registry.get("grpc.client.attempt.started").counters())
					.allSatisfy((counter) -> assertThat(counter.count()).isZero());
			});
	}

	@Test
	void theStageTakenOutLeavesItToTheChannel() {
		runner().withPropertyValues(ECHO + "interceptors=-deadline")
			.run((context) -> assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> blocking(context).withDeadline(passed()).say(HELLO))
				.withMessageNotContaining("the call was not sent"));
	}

	private ApplicationContextRunner runner() {
		return ClientRunner.clientOnly().withPropertyValues(ECHO + "target=dns:///127.0.0.1:" + this.server.port());
	}

	private static Deadline passed() {
		return Deadline.after(-1, TimeUnit.SECONDS);
	}

	private static ManagedChannel channel(ApplicationContext context) {
		return context.getBean(GrpcChannels.class).get("echo");
	}

	private static EchoGrpc.EchoBlockingStub blocking(ApplicationContext context) {
		return EchoGrpc.newBlockingStub(channel(context));
	}

	/**
	 * Nothing has asked the channel to connect, which would come before any connection.
	 * @param context the context of the channel
	 */
	private void assertIdle(ApplicationContext context) {
		assertThat(channel(context).getState(false)).isEqualTo(ConnectivityState.IDLE);
		assertThat(this.server.connections()).isEmpty();
	}

	private static Status assertStatus(ThrowingCallable call, Status.Code code, String description) {
		Throwable failure = catchThrowable(call);
		assertThat(failure).isInstanceOfAny(StatusException.class, StatusRuntimeException.class);
		Status status = Status.fromThrowable(failure);
		assertThat(status.getCode()).isEqualTo(code);
		assertThat(status.getDescription()).contains(description);
		return status;
	}

}
