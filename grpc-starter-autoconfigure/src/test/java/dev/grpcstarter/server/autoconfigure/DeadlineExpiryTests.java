package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.grpcstarter.call.GrpcCall;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.error.autoconfigure.GrpcServerErrorAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import dev.grpcstarter.testing.TimeoutHeader;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What happens when the deadline of a call passes on the server.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class DeadlineExpiryTests {

	private final CountDownLatch mayEnd = new CountDownLatch(1);

	private final CompletableFuture<Context> context = new CompletableFuture<>();

	private final CompletableFuture<Void> told = new CompletableFuture<>();

	private final CompletableFuture<Void> returned = new CompletableFuture<>();

	private final ScheduledExecutorService others = Executors.newScheduledThreadPool(2);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerErrorAutoConfiguration.class,
				GrpcServerAutoConfiguration.class))
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1", "grpc.server.deadline=300ms");

	static List<String> executors() {
		return (JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE))
				? List.of("platform", "direct", "virtual") : List.of("platform", "direct");
	}

	@AfterEach
	void end() {
		this.mayEnd.countDown();
		this.others.shutdownNow();
	}

	@ParameterizedTest
	@MethodSource("executors")
	void aHandlerThatBlocksIsCancelledAndWhatItSendsLaterGoesNowhere(String executor, CapturedOutput output) {
		run(executor, new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				noteContext(caller);
				await(DeadlineExpiryTests.this.mayEnd);
				super.say(request, caller);
				DeadlineExpiryTests.this.returned.complete(null);
			}

		}, (channel) -> {
			ListenableFuture<Phrase> reply = EchoGrpc.newFutureStub(channel.channel()).say(phrase());
			Context cancelled = this.context.get(20, TimeUnit.SECONDS);
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(cancelled::isCancelled);
			if (!executor.equals("direct")) {
				// whoever blocks the event loop keeps the answer from being sent, too
				assertThatDeadlineIsExceeded(() -> Futures.getUnchecked(reply));
			}
			assertThat(this.returned).isNotDone();
			assertThat(this.told).isNotDone();
			assertThat(cancelled.cancellationCause()).isInstanceOf(TimeoutException.class);
			assertThat(Contexts.statusFromCancelled(cancelled).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
			this.mayEnd.countDown();
			this.told.get(20, TimeUnit.SECONDS);
			this.returned.get(20, TimeUnit.SECONDS);
			assertThatDeadlineIsExceeded(() -> Futures.getUnchecked(reply));
			assertThat(output).doesNotContain("ERROR").doesNotContain("had ended when an exception was thrown");
		});
	}

	@ParameterizedTest
	@MethodSource("executors")
	void aHandlerThatThrowsBecauseItIsCancelledIsNothingForTheLog(String executor, CapturedOutput output) {
		run(executor, new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				noteContext(caller);
				await(DeadlineExpiryTests.this.mayEnd);
				DeadlineExpiryTests.this.returned.complete(null);
				throw new IllegalStateException("interrupted");
			}

		}, (channel) -> {
			ListenableFuture<Phrase> reply = EchoGrpc.newFutureStub(channel.channel()).say(phrase());
			Context cancelled = this.context.get(20, TimeUnit.SECONDS);
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(cancelled::isCancelled);
			this.mayEnd.countDown();
			assertThatDeadlineIsExceeded(() -> Futures.getUnchecked(reply));
			this.told.get(20, TimeUnit.SECONDS);
			assertThat(output).doesNotContain("interrupted");
		});
	}

	@Test
	void aCallThatIsStillQueuedIsAnsweredAtItsDeadlineAndNeverBegins() {
		AtomicInteger begun = new AtomicInteger();
		CountDownLatch busy = new CountDownLatch(1);
		this.runner
			.withPropertyValues("grpc.server.executor=platform", "grpc.server.platform.threads=1",
					"grpc.server.methods[testing.Mirror/Reverse].deadline=none")
			.withBean(EchoService.class, () -> new EchoService() {

				@Override
				public void say(Phrase request, StreamObserver<Phrase> caller) {
					begun.incrementAndGet();
					super.say(request, caller);
				}

			})
			.withBean(MirrorGrpc.MirrorImplBase.class, () -> new MirrorGrpc.MirrorImplBase() {

				@Override
				public void reverse(Phrase request, StreamObserver<Phrase> caller) {
					busy.countDown();
					await(DeadlineExpiryTests.this.mayEnd);
					caller.onNext(request);
					caller.onCompleted();
				}

			})
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					ListenableFuture<Phrase> first = MirrorGrpc.newFutureStub(channel.channel()).reverse(phrase());
					await(busy);
					assertThatDeadlineIsExceeded(() -> EchoGrpc.newBlockingStub(channel.channel()).say(phrase()));
					this.mayEnd.countDown();
					first.get(20, TimeUnit.SECONDS);
					// takes its turn behind the one that is not to begin
					channel.mirror().reverse(phrase());
					assertThat(begun).hasValue(0);
				}
			});
	}

	@ParameterizedTest
	@MethodSource("executors")
	void aStreamEndsWhenTheDeadlineThatItsCallerHasSetPasses(String executor, CapturedOutput output) {
		run(executor, new EchoService() {

			@Override
			public void sayTimes(Phrase request, StreamObserver<Phrase> caller) {
				noteContext(caller);
				DeadlineExpiryTests.this.others.execute(() -> {
					try {
						while (!DeadlineExpiryTests.this.told.isDone()) {
							caller.onNext(request);
							DeadlineExpiryTests.this.mayEnd.await(1, TimeUnit.MILLISECONDS);
						}
					}
					catch (InterruptedException | RuntimeException ex) {
						DeadlineExpiryTests.this.returned.completeExceptionally(ex);
					}
					DeadlineExpiryTests.this.returned.complete(null);
				});
			}

		}, (channel) -> {
			Iterator<Phrase> replies = EchoGrpc
				.newBlockingStub(ClientInterceptors.intercept(channel.channel(), new TimeoutHeader("500m")))
				.sayTimes(phrase());
			assertThat(replies.next()).isEqualTo(phrase());
			assertThatDeadlineIsExceeded(() -> replies.forEachRemaining((reply) -> {
			}));
			this.told.get(20, TimeUnit.SECONDS);
			Awaitility.await().until(this.returned::isDone);
			assertThat(output).doesNotContain("ERROR");
		});
	}

	@ParameterizedTest
	@MethodSource("executors")
	void aCallThatTheHandlerMakesIsCancelledWithIt(String executor) {
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class, GrpcServerAutoConfiguration.class))
			.withPropertyValues("grpc.server.port=0", "grpc.server.interceptors=-deadline")
			.withBean(MirrorGrpc.MirrorImplBase.class, () -> new MirrorGrpc.MirrorImplBase() {

				@Override
				public void reverse(Phrase request, StreamObserver<Phrase> caller) {
					((ServerCallStreamObserver<Phrase>) caller).setOnCancelHandler(() -> cancelled.complete(null));
				}

			})
			.run((behind) -> {
				try (TestChannel onward = TestChannel.to(behind)) {
					run(executor, new EchoService() {

						@Override
						public void say(Phrase request, StreamObserver<Phrase> caller) {
							MirrorGrpc.newStub(onward.channel()).reverse(request, caller);
						}

					}, (channel) -> {
						assertThatDeadlineIsExceeded(() -> EchoGrpc.newBlockingStub(channel.channel()).say(phrase()));
						cancelled.get(20, TimeUnit.SECONDS);
					});
				}
			});
	}

	@ParameterizedTest
	@MethodSource("executors")
	void anAnswerAtTheLastMomentAndTheDeadlineCloseTheCallOnce(String executor, CapturedOutput output) {
		Closes closes = new Closes();
		this.runner
			.withPropertyValues("grpc.server.executor=" + executor, "grpc.server.deadline=30ms",
					"grpc.server.interceptors=outside,*")
			.withBean("outside", ServerInterceptor.class, () -> closes)
			.withBean(EchoService.class, () -> new EchoService() {

				@Override
				public void say(Phrase request, StreamObserver<Phrase> caller) {
					DeadlineExpiryTests.this.others.schedule(() -> super.say(request, caller),
							30_000 + (request.getTimes() - 100) * 20L, TimeUnit.MICROSECONDS);
				}

			})
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					List<Status.Code> ends = Collections.synchronizedList(new ArrayList<>());
					for (int i = 0; i < 200; i++) {
						try {
							EchoGrpc.newBlockingStub(channel.channel()).say(phrase().toBuilder().setTimes(i).build());
							ends.add(Status.Code.OK);
						}
						catch (StatusRuntimeException ex) {
							ends.add(ex.getStatus().getCode());
						}
					}
					assertThat(ends).containsOnly(Status.Code.OK, Status.Code.DEADLINE_EXCEEDED);
					// a call whose time is over before it has a thread does not reach an
					// interceptor
					assertThat(closes.calls).hasValueGreaterThan(50);
					assertThat(closes.statuses).hasSize(closes.calls.get());
				}
			});
		assertThat(output).doesNotContain("ERROR").doesNotContain("already closed").doesNotContain("WARN");
	}

	@ParameterizedTest
	@MethodSource("executors")
	void interceptorsOutsideOfTheDeadlineSeeTheEndAndThoseInsideDoNot(String executor) {
		this.runner.withUserConfiguration(TwoInterceptors.class)
			.withPropertyValues("grpc.server.executor=" + executor, "grpc.server.interceptors=outside,*")
			.withBean(EchoService.class, () -> new EchoService() {

				@Override
				public void say(Phrase request, StreamObserver<Phrase> caller) {
					// never answers
				}

			})
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					assertThatDeadlineIsExceeded(() -> EchoGrpc.newBlockingStub(channel.channel()).say(phrase()));
				}
				assertThat(application.getBean("outside", Closes.class).statuses)
					.containsExactly(Status.Code.DEADLINE_EXCEEDED);
				assertThat(application.getBean("inside", Closes.class).statuses).isEmpty();
			});
	}

	@Test
	void anInterceptorThatFailsAtTheEndDoesNotKeepTheCallOpen(CapturedOutput output) {
		this.runner.withPropertyValues("grpc.server.interceptors=outside,*")
			.withBean("outside", ServerInterceptor.class, () -> new AtTheEnd((status) -> {
				throw new IllegalStateException("broken for " + GrpcCall.current().method());
			}))
			.withBean(EchoService.class, () -> new EchoService() {

				@Override
				public void say(Phrase request, StreamObserver<Phrase> caller) {
					noteContext(caller);
				}

			})
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					assertThatDeadlineIsExceeded(() -> EchoGrpc.newBlockingStub(channel.channel()).say(phrase()));
				}
				assertThat(this.context.get(20, TimeUnit.SECONDS).isCancelled()).isTrue();
				assertThat(output).contains("broken for testing.Echo/Say");
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatListensToOneCallDoesNotHoldUpTheDeadlinesOfOthers(boolean interrupts) {
		run("platform", new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				Context.current().addListener((cancelled) -> {
					if (interrupts) {
						Thread.currentThread().interrupt();
					}
					else if (request.getTimes() == 0) {
						await(DeadlineExpiryTests.this.mayEnd);
					}
				}, Runnable::run);
			}

		}, (channel) -> {
			ListenableFuture<Phrase> first = EchoGrpc.newFutureStub(channel.channel()).say(phrase());
			for (int i = 1; i < 4; i++) {
				Phrase request = phrase().toBuilder().setTimes(i).build();
				assertThatDeadlineIsExceeded(() -> EchoGrpc.newBlockingStub(channel.channel()).say(request));
			}
			this.mayEnd.countDown();
			assertThatDeadlineIsExceeded(() -> Futures.getUnchecked(first));
		});
	}

	@Test
	void aHandlerThatHasAnsweredInTimeMayWorkOn(CapturedOutput output) {
		this.runner.withBean(MirrorGrpc.MirrorImplBase.class, () -> new MirrorGrpc.MirrorImplBase() {

			@Override
			public void reverse(Phrase request, StreamObserver<Phrase> caller) {
				// never answers
			}

		})
			.withPropertyValues("grpc.server.methods[testing.Mirror/Reverse].deadline=1s")
			.withBean(EchoService.class, () -> new EchoService() {

				@Override
				public void say(Phrase request, StreamObserver<Phrase> caller) {
					noteContext(caller);
					super.say(request, caller);
					await(DeadlineExpiryTests.this.mayEnd);
					DeadlineExpiryTests.this.returned.complete(null);
				}

			})
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					assertThat(EchoGrpc.newBlockingStub(channel.channel()).say(phrase())).isEqualTo(phrase());
					// that of the answered call would have passed long before
					assertThatDeadlineIsExceeded(() -> MirrorGrpc.newBlockingStub(channel.channel()).reverse(phrase()));
					assertThat(this.context.get(20, TimeUnit.SECONDS).isCancelled()).isFalse();
					this.mayEnd.countDown();
					this.returned.get(20, TimeUnit.SECONDS);
					assertThat(output).doesNotContain("still runs on");
				}
			});
	}

	@Test
	void anAnswerThatIsOnItsWayWhenTheDeadlinePassesIsTheEnd() {
		// longer than the deadline
		AtTheEnd slow = new AtTheEnd((status) -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(600)));
		this.runner.withPropertyValues("grpc.server.interceptors=outside,*")
			.withBean("outside", ServerInterceptor.class, () -> slow)
			.withBean(EchoService.class)
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					assertThat(EchoGrpc.newBlockingStub(channel.channel()).say(phrase())).isEqualTo(phrase());
				}
				assertThat(slow.statuses).containsExactly(Status.Code.OK);
			});
	}

	private void run(String executor, EchoService service, Calls calls) {
		this.runner.withPropertyValues("grpc.server.executor=" + executor)
			.withBean(EchoService.class, () -> service)
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					calls.make(channel);
				}
			});
	}

	private void noteContext(StreamObserver<Phrase> caller) {
		this.context.complete(Context.current());
		((ServerCallStreamObserver<Phrase>) caller).setOnCancelHandler(() -> this.told.complete(null));
	}

	private static void assertThatDeadlineIsExceeded(Runnable call) {
		Status status = Status.fromThrowable(catchThrowable(call::run));
		assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
		assertThat(status.getDescription()).matches("(the server allows|CallOptions deadline exceeded after).*");
	}

	private static Phrase phrase() {
		return EchoService.phrase("hello");
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private interface Calls {

		void make(TestChannel channel) throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoInterceptors {

		@Bean
		Closes outside() {
			return new Closes();
		}

		@Bean
		@GlobalServerInterceptor
		Closes inside() {
			return new Closes();
		}

	}

	/**
	 * Does something when a call is closed.
	 */
	private static final class AtTheEnd implements ServerInterceptor {

		private final List<Status.Code> statuses = Collections.synchronizedList(new ArrayList<>());

		private final Consumer<Status> action;

		AtTheEnd(Consumer<Status> action) {
			this.action = action;
		}

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			return next.startCall(new SimpleForwardingServerCall<>(call) {

				@Override
				public void close(Status status, Metadata trailers) {
					AtTheEnd.this.statuses.add(status.getCode());
					AtTheEnd.this.action.accept(status);
					super.close(status, trailers);
				}

			}, headers);
		}

	}

	/**
	 * Takes note of what closes calls.
	 */
	static class Closes implements ServerInterceptor {

		private final List<Status.Code> statuses = Collections.synchronizedList(new ArrayList<>());

		private final AtomicInteger calls = new AtomicInteger();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			this.calls.incrementAndGet();
			return next.startCall(new SimpleForwardingServerCall<>(call) {

				@Override
				public void close(Status status, Metadata trailers) {
					Closes.this.statuses.add(status.getCode());
					super.close(status, trailers);
				}

			}, headers);
		}

	}

}
