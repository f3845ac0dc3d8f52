package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.client.ChannelBuilderCustomizer;
import dev.grpcstarter.client.GlobalClientInterceptor;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GrpcClientCallTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	@Test
	void allInterceptorsRunInOrder() {
		ClientRunner.withServer("client-order").withUserConfiguration(Interceptors.class).run((context) -> {
			echo(context).say(HELLO);
			assertThat(context.getBean(Interceptors.class).seen).containsExactly("outer", "middle", "inner");
		});
	}

	@Test
	void aUnaryCallGetsTheDefaultDeadlineAndEachCallItsOwn() {
		withDeadlines("each-its-own").withPropertyValues("grpc.client.channels.echo.deadline=10s").run((context) -> {
			Deadlines deadlines = context.getBean(Deadlines.class);
			EchoGrpc.EchoBlockingStub stub = echo(context);
			stub.say(HELLO);
			Deadline first = deadlines.seen.get();
			stub.say(HELLO);
			Deadline second = deadlines.seen.get();
			assertThat(first.isBefore(second)).isTrue();
			assertThat(second.timeRemaining(TimeUnit.SECONDS)).isBetween(5L, 10L);
		});
	}

	@Test
	void aSecondCallOnTheSameStubSucceedsAfterTheDeadlineOfTheFirstHasPassed() {
		ClientRunner.withServer("second-call", SilentWhenAsked.class)
			.withPropertyValues("grpc.client.channels.echo.deadline=300ms")
			.run((context) -> {
				EchoGrpc.EchoBlockingStub stub = echo(context);
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> stub.say(EchoService.phrase("silence")))
					.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
				assertThat(stub.say(HELLO)).isEqualTo(HELLO);
			});
	}

	@Test
	void aReplyThatTheApplicationRefusesCancelsTheCallWhateverItThrows() {
		ClientRunner.withServer("refused-reply").run((context) -> {
			StatusRuntimeException refusal = Status.NOT_FOUND.asRuntimeException();
			CompletableFuture<Throwable> failure = new CompletableFuture<>();
			EchoGrpc.newStub(context.getBean(GrpcChannels.class).get("echo")).say(HELLO, new StreamObserver<>() {

				@Override
				public void onNext(Phrase reply) {
					throw refusal;
				}

				@Override
				public void onError(Throwable cause) {
					failure.complete(cause);
				}

				@Override
				public void onCompleted() {
				}

			});
			Status status = Status.fromThrowable(failure.get(20, TimeUnit.SECONDS));
			assertThat(status.getCode()).isEqualTo(Status.Code.CANCELLED);
			assertThat(status.getCause()).isSameAs(refusal);
		});
	}

	@Test
	void anExplicitDeadlineWins() {
		withDeadlines("explicit").run((context) -> {
			echo(context).withDeadlineAfter(1, TimeUnit.HOURS).say(HELLO);
			assertThat(context.getBean(Deadlines.class).seen.get().timeRemaining(TimeUnit.MINUTES)).isBetween(50L, 60L);
		});
	}

	@Test
	void aTighterDeadlineOfTheCallBeingServedWins() {
		withDeadlines("inbound").run((context) -> {
			ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
			Context.CancellableContext served = Context.current().withDeadlineAfter(2, TimeUnit.SECONDS, timer);
			served.run(() -> echo(context).say(HELLO));
			served.close();
			timer.shutdownNow();
			assertThat(context.getBean(Deadlines.class).seen.get().timeRemaining(TimeUnit.SECONDS)).isLessThan(3);
		});
	}

	@Test
	void withNoneThereIsNoDeadline() {
		withDeadlines("no-deadline").withPropertyValues("grpc.client.channels.echo.deadline=none").run((context) -> {
			echo(context).say(HELLO);
			assertThat(context.getBean(Deadlines.class).seen.get()).isNull();
		});
	}

	@Test
	void streamsGetNoDefaultDeadline() {
		withDeadlines("streams").run((context) -> {
			echo(context).sayTimes(HELLO.toBuilder().setTimes(2).build()).forEachRemaining((phrase) -> {
			});
			assertThat(context.getBean(Deadlines.class).seen.get()).isNull();
		});
	}

	@Test
	void repliesLargerThanTheLimitFail() {
		ClientRunner.withServerOverTcp()
			.withPropertyValues("grpc.client.channels.echo.limits.inbound-message-size=1KB")
			.run((context) -> assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> echo(context).say(EchoService.phrase("x".repeat(2000))))
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED)));
	}

	@Test
	void customizersSeeTheBuilderLastAndWin() {
		ClientRunner.withServerOverTcp()
			.withPropertyValues("grpc.client.channels.echo.limits.inbound-message-size=1KB")
			.withBean(ChannelBuilderCustomizer.class, () -> (channel, builder) -> builder.maxInboundMessageSize(10_000))
			.run((context) -> assertThat(echo(context).say(EchoService.phrase("x".repeat(5000))).getText())
				.hasSize(5000));
	}

	@Test
	void anOpenStreamDoesNotHoldUpTheClose() throws Exception {
		Server remote = NettyServerBuilder.forPort(0).addService(new EchoService()).build().start();
		CountDownLatch answered = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		AtomicReference<Long> closing = new AtomicReference<>();
		ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.channels.echo.target=dns:///localhost:" + remote.getPort())
			.run((context) -> {
				EchoGrpc.newStub(context.getBean(GrpcChannels.class).get("echo")).chat(new StreamObserver<>() {

					@Override
					public void onNext(Phrase phrase) {
						answered.countDown();
					}

					@Override
					public void onError(Throwable failure) {
						ended.countDown();
					}

					@Override
					public void onCompleted() {
						ended.countDown();
					}

				}).onNext(HELLO);
				assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
				closing.set(System.nanoTime());
			});
		assertThat(Duration.ofNanos(System.nanoTime() - closing.get())).isLessThan(Duration.ofSeconds(10));
		assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
		remote.shutdownNow();
	}

	private static ApplicationContextRunner withDeadlines(String inProcessName) {
		return ClientRunner.withServer(inProcessName).withBean(Deadlines.class);
	}

	private static EchoGrpc.EchoBlockingStub echo(ApplicationContext context) {
		return EchoGrpc.newBlockingStub(context.getBean(GrpcChannels.class).get("echo"));
	}

	/**
	 * Sees the deadline that reaches the server.
	 */
	@GlobalServerInterceptor
	static class Deadlines implements ServerInterceptor {

		private final AtomicReference<Deadline> seen = new AtomicReference<>();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			this.seen.set(Context.current().getDeadline());
			return next.startCall(call, headers);
		}

	}

	static class SilentWhenAsked extends EchoService {

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			if (!request.getText().equals("silence")) {
				super.say(request, caller);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptors {

		private final List<String> seen = new ArrayList<>();

		@Bean
		@Order(3)
		@GlobalClientInterceptor
		ClientInterceptor inner() {
			return noting("inner");
		}

		@Bean
		@Order(1)
		@GlobalClientInterceptor
		ClientInterceptor outer() {
			return noting("outer");
		}

		@Bean
		@Order(2)
		@GlobalClientInterceptor
		ClientInterceptor middle() {
			return noting("middle");
		}

		private ClientInterceptor noting(String name) {
			return new ClientInterceptor() {

				@Override
				public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options,
						Channel next) {
					Interceptors.this.seen.add(name);
					return next.newCall(method, options);
				}

			};
		}

	}

}
