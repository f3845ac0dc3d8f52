package dev.grpcstarter.server.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pool of platform threads under handlers that block, and what threads are taken for.
 */
class PlatformThreadsTests {

	private static final int CALLS = 100;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1", "grpc.server.executor=platform");

	@Test
	void aHundredCallsThatBlockAndCallTheSameServerDoNotWaitForEachOtherForEver() {
		AtomicReference<TestChannel> own = new AtomicReference<>();
		this.runner.withBean(EchoService.class, () -> new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				if (request.getTimes() > 0) {
					blockFor100Millis();
					own.get().echo().say(EchoService.phrase("inner"));
				}
				super.say(request, caller);
			}

		}).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				own.set(channel);
				Phrase outer = EchoService.phrase("outer").toBuilder().setTimes(1).build();
				List<Future<Phrase>> replies = new ArrayList<>();
				for (int i = 0; i < CALLS; i++) {
					replies.add(EchoGrpc.newFutureStub(channel.channel())
						.withDeadlineAfter(20, TimeUnit.SECONDS)
						.say(outer));
				}
				for (Future<Phrase> reply : replies) {
					assertThat(reply.get()).isEqualTo(outer);
				}
			}
		});
	}

	@Test
	void whatTheApplicationHearsOfTheEndOfACallItHearsOnTheExecutor() {
		List<String> threads = Collections.synchronizedList(new ArrayList<>());
		CountDownLatch ended = new CountDownLatch(2);
		CountDownLatch returned = new CountDownLatch(2);
		Completions interceptor = new Completions(threads, ended);
		Executor own = (task) -> new Thread(() -> {
			task.run();
			returned.countDown();
		}, "own").start();
		this.runner.withBean("completions", ServerInterceptor.class, () -> interceptor)
			.withBean("own", Executor.class, () -> own)
			.withPropertyValues("grpc.server.executor=own",
					"grpc.server.methods[testing.Echo/Join].interceptors=*,completions")
			.withBean(EchoService.class, () -> new EchoService() {

				@Override
				public void say(Phrase request, StreamObserver<Phrase> caller) {
					((ServerCallStreamObserver<Phrase>) caller).setOnCloseHandler(interceptor::note);
					afterReturn(() -> super.say(request, caller));
				}

				@Override
				public StreamObserver<Phrase> join(StreamObserver<Phrase> caller) {
					afterReturn(() -> {
						caller.onNext(EchoService.phrase("joined"));
						caller.onCompleted();
					});
					return super.join(caller);
				}

				private void afterReturn(Runnable answer) {
					new Thread(() -> {
						awaitReturn(returned);
						answer.run();
					}).start();
				}

			})
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					EchoGrpc.newStub(channel.channel()).say(EchoService.phrase("hello"), new Ignored());
					EchoGrpc.newStub(channel.channel()).join(new Ignored());
					assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
				}
				assertThat(threads).hasSize(2).containsOnly("own");
			});
	}

	@Test
	void noThreadIsTakenForTheEndOfACallOfWhichNobodyHears() {
		AtomicInteger taken = new AtomicInteger();
		CountDownLatch firstReturned = new CountDownLatch(1);
		Executor counting = (task) -> {
			taken.incrementAndGet();
			new Thread(() -> {
				task.run();
				firstReturned.countDown();
			}).start();
		};
		this.runner.withBean("counting", Executor.class, () -> counting)
			.withPropertyValues("grpc.server.executor=counting")
			.withBean(EchoService.class, () -> new EchoService() {

				@Override
				public void say(Phrase request, StreamObserver<Phrase> caller) {
					new Thread(() -> {
						awaitReturn(firstReturned);
						super.say(request, caller);
					}).start();
				}

			})
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					channel.echo().say(EchoService.phrase("hello"));
					// over the same connection, so that the event loop has seen the end
					// of the first
					channel.echo().say(EchoService.phrase("hello again"));
				}
				assertThat(taken).hasValue(2);
			});
	}

	private static void blockFor100Millis() {
		awaitReturn(new CountDownLatch(1), 100);
	}

	private static void awaitReturn(CountDownLatch latch) {
		awaitReturn(latch, 10_000);
	}

	private static void awaitReturn(CountDownLatch latch, long millis) {
		try {
			latch.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Notes on which thread calls complete.
	 */
	private record Completions(List<String> threads, CountDownLatch ended) implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {

				@Override
				public void onComplete() {
					note();
					super.onComplete();
				}

			};
		}

		void note() {
			this.threads.add(Thread.currentThread().getName());
			this.ended.countDown();
		}

	}

	private static final class Ignored implements StreamObserver<Phrase> {

		@Override
		public void onNext(Phrase reply) {
			// nobody asks
		}

		@Override
		public void onError(Throwable failure) {
			// nobody asks
		}

		@Override
		public void onCompleted() {
			// nobody asks
		}

	}

}
