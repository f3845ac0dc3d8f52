package dev.grpcstarter.server.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.google.common.util.concurrent.ListenableFuture;
import dev.grpcstarter.call.GrpcCall;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.ServerBuilderCustomizer;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class GrpcServerCallTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@Test
	void aHandlerThatHasAnsweredKeepsItsContextUntilItReturns() {
		AtomicReference<Context> context = new AtomicReference<>();
		CountDownLatch answered = new CountDownLatch(1);
		CompletableFuture<Boolean> cancelledWhileAtWork = new CompletableFuture<>();
		serving(new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				context.set(Context.current());
				super.say(request, caller);
				await(answered);
				cancelledWhileAtWork.complete(Context.current().isCancelled());
			}

		}).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				channel.echo().say(EchoService.phrase("hello"));
				// the end of the call overtakes no later call on the same connection
				assertThat(Probe.check(channel.channel(), "")).isNotNull();
				answered.countDown();
				assertThat(cancelledWhileAtWork.get(20, TimeUnit.SECONDS)).isFalse();
				CountDownLatch ended = new CountDownLatch(1);
				context.get().addListener((cancelled) -> ended.countDown(), Runnable::run);
				await(ended);
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct" })
	void theHandlerKnowsItsCallerItsMethodAndItsDeadline(String executor) {
		AtomicReference<GrpcCall> call = new AtomicReference<>();
		AtomicReference<Long> remaining = new AtomicReference<>();
		serving(new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				call.set(GrpcCall.current());
				remaining.set(Context.current().getDeadline().timeRemaining(TimeUnit.SECONDS));
				super.say(request, caller);
			}

		}).withPropertyValues("grpc.server.executor=" + executor).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				channel.echo().withDeadlineAfter(1_000, TimeUnit.SECONDS).say(EchoService.phrase("hello"));
			}
			assertThat(call.get().method()).isEqualTo("testing.Echo/Say");
			assertThat(call.get().peer()).isInstanceOfSatisfying(InetSocketAddress.class,
					(peer) -> assertThat(peer.getAddress().isLoopbackAddress()).isTrue());
			assertThat(remaining.get()).isBetween(900L, 1_000L);
		});
	}

	@Test
	void outsideOfACallThereIsNone() {
		assertThatIllegalStateException().isThrownBy(GrpcCall::current)
			.withMessageContaining("does not work for a gRPC call");
	}

	@Test
	void aBlockedHandlerLearnsAtOnceThatItsCallerHasGone() {
		CountDownLatch arrived = new CountDownLatch(1);
		CompletableFuture<String> told = new CompletableFuture<>();
		CountDownLatch toldByListener = new CountDownLatch(1);
		serving(new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				((ServerCallStreamObserver<Phrase>) caller).setOnCancelHandler(toldByListener::countDown);
				CountDownLatch gone = new CountDownLatch(1);
				Context.current().addListener((context) -> gone.countDown(), Runnable::run);
				arrived.countDown();
				await(gone);
				told.complete(String.valueOf(Context.current().cancellationCause()) + toldByListener.getCount());
			}

		}).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				ListenableFuture<Phrase> call = EchoGrpc.newFutureStub(channel.channel())
					.say(EchoService.phrase("hello"));
				await(arrived);
				call.cancel(true);
				assertThat(told.get(20, TimeUnit.SECONDS)).contains("CANCELLED").endsWith("1");
				await(toldByListener);
			}
		});
	}

	@Test
	void anExpiredDeadlineCancelsTheContextWithItsReason() {
		CompletableFuture<Throwable> cause = new CompletableFuture<>();
		serving(new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				Context.current().addListener((context) -> cause.complete(context.cancellationCause()), Runnable::run);
			}

		}).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				// as a header only, so that the caller's own clock is not the first
				Metadata headers = new Metadata();
				headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "200m");
				EchoGrpc.newFutureStub(channel.channel())
					.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
					.say(EchoService.phrase("late"));
				assertThat(cause.get(20, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
			}
		});
	}

	@Test
	void aFullPoolRefusesNewCallsAndForgetsNoneThatItHasTaken() {
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch mayEnd = new CountDownLatch(1);
		serving(new WaitingEcho(busy, mayEnd))
			.withPropertyValues("grpc.server.executor=platform", "grpc.server.platform.threads=1",
					"grpc.server.platform.queue=1")
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					EchoGrpc.EchoFutureStub echo = EchoGrpc.newFutureStub(channel.channel())
						.withDeadlineAfter(20, TimeUnit.SECONDS);
					ListenableFuture<Phrase> running = echo.say(EchoService.phrase("running"));
					await(busy);
					ListenableFuture<Phrase> waiting = echo.say(EchoService.phrase("waiting"));
					// the event loop has seen it
					Probe.check(channel.channel(), "");
					assertThatExceptionOfType(StatusRuntimeException.class)
						.isThrownBy(() -> channel.echo().say(EchoService.phrase("refused")))
						.satisfies(
								(ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
					mayEnd.countDown();
					assertThat(running.get().getText()).isEqualTo("running");
					assertThat(waiting.get().getText()).isEqualTo("waiting");
				}
			});
	}

	@Test
	void callsThatBeganTogetherAreRefusedWhenTheyAreCompleteAndThePoolIsFull() {
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch mayEnd = new CountDownLatch(1);
		serving(new WaitingEcho(busy, mayEnd))
			.withPropertyValues("grpc.server.executor=platform", "grpc.server.platform.threads=1",
					"grpc.server.platform.queue=1")
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					List<CompletableFuture<Status>> ends = new ArrayList<>();
					List<ClientCall<Phrase, Phrase>> calls = new ArrayList<>();
					for (int i = 0; i < 3; i++) {
						CompletableFuture<Status> end = new CompletableFuture<>();
						ClientCall<Phrase, Phrase> call = begin(channel, end);
						ends.add(end);
						calls.add(call);
					}
					// the event loop has seen all three, which are not complete
					Probe.check(channel.channel(), "");
					for (ClientCall<Phrase, Phrase> call : calls) {
						call.sendMessage(EchoService.phrase("hello"));
						call.halfClose();
						await(busy);
						Probe.check(channel.channel(), "");
					}
					assertThat(ends.get(2).get(20, TimeUnit.SECONDS).getCode())
						.isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
					mayEnd.countDown();
					assertThat(ends.get(0).get(20, TimeUnit.SECONDS).isOk()).isTrue();
					assertThat(ends.get(1).get(20, TimeUnit.SECONDS).isOk()).isTrue();
				}
			});
	}

	@Test
	void aCallTakesAThreadWhenItIsComplete() {
		AtomicInteger begun = new AtomicInteger();
		serving(new EchoService()).withBean(GlobalInterceptor.class, () -> new GlobalInterceptor(begun))
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					CompletableFuture<Status> end = new CompletableFuture<>();
					ClientCall<Phrase, Phrase> call = begin(channel, end);
					call.sendMessage(EchoService.phrase("hello"));
					// the event loop has seen the message
					Probe.check(channel.channel(), "");
					assertThat(begun).hasValue(0);
					call.halfClose();
					assertThat(end.get(20, TimeUnit.SECONDS).isOk()).isTrue();
					assertThat(begun).hasValue(1);
				}
			});
	}

	@Test
	void whatWasSentBeforeACancellationIsNotHandledAfterIt() {
		List<String> handled = new ArrayList<>();
		CountDownLatch arrived = new CountDownLatch(1);
		CountDownLatch told = new CountDownLatch(1);
		serving(new EchoService() {

			@Override
			public StreamObserver<Phrase> chat(StreamObserver<Phrase> caller) {
				ServerCallStreamObserver<Phrase> call = (ServerCallStreamObserver<Phrase>) caller;
				call.disableAutoRequest();
				call.request(3);
				CountDownLatch gone = new CountDownLatch(1);
				Context.current().addListener((context) -> gone.countDown(), Runnable::run);
				return new StreamObserver<>() {

					@Override
					public void onNext(Phrase phrase) {
						handled.add(phrase.getText());
						arrived.countDown();
						await(gone);
					}

					@Override
					public void onError(Throwable failure) {
						told.countDown();
					}

					@Override
					public void onCompleted() {
						handled.add("completed");
					}

				};
			}

		}).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				ClientCallStreamObserver<Phrase> chat = (ClientCallStreamObserver<Phrase>) EchoGrpc
					.newStub(channel.channel())
					.chat(new End(new CompletableFuture<>()));
				chat.onNext(EchoService.phrase("1"));
				chat.onNext(EchoService.phrase("2"));
				chat.onNext(EchoService.phrase("3"));
				await(arrived);
				// the event loop has seen all three
				Probe.check(channel.channel(), "");
				chat.cancel("enough", null);
				await(told);
				assertThat(handled).containsExactly("1");
			}
		});
	}

	@Test
	void aCallThatIsGivenUpWhileItWaitsForAThreadDoesNotBegin() {
		AtomicInteger begun = new AtomicInteger();
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch mayEnd = new CountDownLatch(1);
		serving(new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				begun.incrementAndGet();
				busy.countDown();
				await(mayEnd);
				super.say(request, caller);
			}

		}).withPropertyValues("grpc.server.executor=platform", "grpc.server.platform.threads=1").run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				EchoGrpc.EchoFutureStub echo = EchoGrpc.newFutureStub(channel.channel());
				ListenableFuture<Phrase> running = echo.say(EchoService.phrase("running"));
				await(busy);
				ListenableFuture<Phrase> givenUp = echo.say(EchoService.phrase("x".repeat(100_000)));
				// answered on the event loop, which has seen what was sent before
				Probe.check(channel.channel(), "");
				givenUp.cancel(true);
				Probe.check(channel.channel(), "");
				mayEnd.countDown();
				assertThat(running.get(20, TimeUnit.SECONDS).getText()).isEqualTo("running");
				assertThat(channel.echo().say(EchoService.phrase("next")).getText()).isEqualTo("next");
				assertThat(begun).hasValue(2);
			}
		});
	}

	@Test
	void anExecutorThatRejectsLosesNoCall() {
		CompletableFuture<String> told = new CompletableFuture<>();
		AtomicInteger tasks = new AtomicInteger();
		Executor once = (task) -> {
			if (tasks.getAndIncrement() > 0) {
				throw new RejectedExecutionException("full");
			}
			task.run();
		};
		serving(new EchoService() {

			@Override
			public StreamObserver<Phrase> chat(StreamObserver<Phrase> caller) {
				((ServerCallStreamObserver<Phrase>) caller).setOnCancelHandler(() -> told.complete("cancelled"));
				return super.chat(caller);
			}

		}).withBean("once", Executor.class, () -> once)
			.withPropertyValues("grpc.server.executor=once")
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					CompletableFuture<Status> status = new CompletableFuture<>();
					StreamObserver<Phrase> chat = EchoGrpc.newStub(channel.channel()).chat(new End(status));
					chat.onNext(EchoService.phrase("too much"));
					assertThat(status.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
					assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("cancelled");
					assertThatExceptionOfType(StatusRuntimeException.class)
						.isThrownBy(() -> channel.echo().say(EchoService.phrase("hello")))
						.satisfies(
								(ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
				}
			});
	}

	@Test
	void largeMessagesArriveWhole() {
		serving(new EchoService()).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				String text = "a large message ".repeat(100_000);
				assertThat(channel.echo().say(EchoService.phrase(text)).getText()).isEqualTo(text);
				assertThat(channel.echo().withCompression("gzip").say(EchoService.phrase(text)).getText())
					.isEqualTo(text);
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "10,platform", "100000,platform", "10,direct", "100000,direct" })
	void bytesThatAreNoMessageAreTheCallersFault(int size, String executor) {
		serving(new EchoService()).withPropertyValues("grpc.server.executor=" + executor).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				MethodDescriptor<byte[], byte[]> say = MethodDescriptor.<byte[], byte[]>newBuilder()
					.setType(MethodDescriptor.MethodType.UNARY)
					.setFullMethodName("testing.Echo/Say")
					.setRequestMarshaller(new Bytes())
					.setResponseMarshaller(new Bytes())
					.build();
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> ClientCalls.blockingUnaryCall(channel.channel(), say, CallOptions.DEFAULT,
							"\u007f".repeat(size).getBytes(StandardCharsets.UTF_8)))
					.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct" })
	void aMessageThatIsTooLargeWhenItIsDecompressedExhaustsTheLimit(String executor) {
		serving(new EchoService())
			.withPropertyValues("grpc.server.executor=" + executor, "grpc.server.limits.inbound-message-size=64KB")
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					assertThatExceptionOfType(StatusRuntimeException.class)
						.isThrownBy(() -> channel.echo()
							.withCompression("gzip")
							.say(EchoService.phrase("bomb".repeat(100_000))))
						.satisfies(
								(ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
				}
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct" })
	void theHandlerSeesTheContextOfTracersAndOfInterceptorsOfTheBuilder(String executor) {
		Context.Key<String> traced = Context.key("traced");
		Context.Key<String> intercepted = Context.key("intercepted");
		AtomicReference<String> seen = new AtomicReference<>();
		serving(new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				seen.set(traced.get() + " and " + intercepted.get());
				super.say(request, caller);
			}

		}).withPropertyValues("grpc.server.executor=" + executor)
			.withBean(ServerBuilderCustomizer.class, () -> (address, builder) -> {
				builder.addStreamTracerFactory(new ServerStreamTracer.Factory() {

					@Override
					public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
						return new ServerStreamTracer() {

							@Override
							public Context filterContext(Context context) {
								return context.withValue(traced, "traced");
							}

						};
					}

				});
				builder.intercept(new ServerInterceptor() {

					@Override
					public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
							ServerCallHandler<Q, R> next) {
						return Contexts.interceptCall(Context.current().withValue(intercepted, "intercepted"), call,
								headers, next);
					}

				});
			})
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					channel.echo().say(EchoService.phrase("hello"));
				}
				assertThat(seen).hasValue("traced and intercepted");
			});
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 100_000 })
	void aServiceMayTakeItsMessagesUnparsed(int size) {
		BindableService service = () -> ServerInterceptors.useInputStreamMessages(new EchoService().bindService());
		this.runner.withBean(BindableService.class, () -> service).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				String text = "x".repeat(size);
				assertThat(channel.echo().say(EchoService.phrase(text)).getText()).isEqualTo(text);
			}
		});
	}

	private ApplicationContextRunner serving(EchoService service) {
		return this.runner.withBean(EchoService.class, () -> service);
	}

	private static ClientCall<Phrase, Phrase> begin(TestChannel channel, CompletableFuture<Status> end) {
		ClientCall<Phrase, Phrase> call = channel.channel().newCall(EchoGrpc.getSayMethod(), CallOptions.DEFAULT);
		call.start(new ClientCall.Listener<>() {

			@Override
			public void onClose(Status status, Metadata trailers) {
				end.complete(status);
			}

		}, new Metadata());
		call.request(1);
		return call;
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@GlobalServerInterceptor
	record GlobalInterceptor(AtomicInteger begun) implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			this.begun.incrementAndGet();
			return next.startCall(call, headers);
		}

	}

	private static final class WaitingEcho extends EchoService {

		private final CountDownLatch busy;

		private final CountDownLatch mayEnd;

		WaitingEcho(CountDownLatch busy, CountDownLatch mayEnd) {
			this.busy = busy;
			this.mayEnd = mayEnd;
		}

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			this.busy.countDown();
			await(this.mayEnd);
			super.say(request, caller);
		}

	}

	private record End(CompletableFuture<Status> status) implements StreamObserver<Phrase> {

		@Override
		public void onNext(Phrase reply) {
			// only the end is of interest
		}

		@Override
		public void onError(Throwable failure) {
			this.status.complete(Status.fromThrowable(failure));
		}

		@Override
		public void onCompleted() {
			this.status.complete(Status.OK);
		}

	}

	private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

		@Override
		public InputStream stream(byte[] value) {
			return new ByteArrayInputStream(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			return new byte[0];
		}

	}

}
