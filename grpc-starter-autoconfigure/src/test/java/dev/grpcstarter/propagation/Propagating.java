package dev.grpcstarter.propagation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.grpcstarter.call.GrpcCall;
import dev.grpcstarter.propagation.Work.Threads;
import dev.grpcstarter.propagation.Work.Way;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import dev.grpcstarter.testing.Phrase;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.slf4j.MDC;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose handler has its work done in the way that the request names, and
 * which is the remote service of that work, too.
 */
@Configuration(proxyBeanMethods = false)
@EnableAsync
@EnableScheduling
class Propagating implements DisposableBean {

	final CompletableFuture<Seen> seen = new CompletableFuture<>();

	final CompletableFuture<Future<Phrase>> outbound = new CompletableFuture<>();

	final CountDownLatch remoteCalled = new CountDownLatch(1);

	final CountDownLatch remoteCancelled = new CountDownLatch(1);

	final CountDownLatch remoteMayAnswer = new CountDownLatch(1);

	volatile Channel remote;

	volatile Thread handlerThread;

	private final ExecutorService byHand = Executors.newSingleThreadExecutor();

	private final Scheduler reactor = Schedulers.newSingle("reactor");

	private volatile Threads threads;

	@Bean
	static Work work() {
		return new Work();
	}

	@Bean
	EchoService echo(Work work, AsyncTaskExecutor applicationTaskExecutor, TaskScheduler taskScheduler) {
		this.threads = new Threads(applicationTaskExecutor, taskScheduler, this.byHand, this.reactor);
		return new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				Propagating.this.handlerThread = Thread.currentThread();
				Way.valueOf(request.getText()).run(work, Propagating.this.threads, () -> {
					if (request.getTimes() == 1) {
						Propagating.this.outbound.complete(
								MirrorGrpc.newFutureStub(Propagating.this.remote).reverse(EchoService.phrase("hello")));
					}
					Propagating.this.seen.complete(Seen.now());
					if (request.getTimes() == 0) {
						super.say(request, caller);
					}
				});
			}

		};
	}

	@Bean
	MirrorGrpc.MirrorImplBase remote() {
		return new MirrorGrpc.MirrorImplBase() {

			@Override
			public void reverse(Phrase request, StreamObserver<Phrase> caller) {
				CountDownLatch end = new CountDownLatch(1);
				Context.current().addListener((context) -> {
					Propagating.this.remoteCancelled.countDown();
					end.countDown();
				}, Runnable::run);
				Propagating.this.remoteCalled.countDown();
				await(Propagating.this.remoteMayAnswer, end);
				caller.onNext(EchoService.phrase("remote"));
				caller.onCompleted();
			}

		};
	}

	CompletableFuture<Seen> lookAgain(Way way) {
		CompletableFuture<Seen> again = new CompletableFuture<>();
		Runnable look = () -> again.complete(Seen.now());
		switch (way) {
			case SCHEDULER -> this.threads.scheduler().schedule(look, this.threads.scheduler().getClock().instant());
			case BY_HAND -> this.byHand.execute(look);
			case MONO_DELAY, PUBLISH_ON, SUBSCRIBE_ON -> this.reactor.schedule(look);
			default -> this.threads.executor().execute(look);
		}
		return again;
	}

	static void await(CountDownLatch latch) {
		await(latch, latch);
	}

	private static void await(CountDownLatch one, CountDownLatch other) {
		awaitUntil(() -> one.getCount() == 0 || other.getCount() == 0);
	}

	static void awaitUntil(BooleanSupplier condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).until(condition::getAsBoolean);
	}

	@Override
	public void destroy() throws Exception {
		this.reactor.dispose();
		this.byHand.shutdown();
		assertThat(this.byHand.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
	}

	/**
	 * What a thread sees.
	 */
	record Seen(Thread thread, Context context, GrpcCall call, Map<String, String> mdc) {

		static Seen now() {
			Map<String, String> mdc = MDC.getCopyOfContextMap();
			return new Seen(Thread.currentThread(), Context.current(), GrpcCall.KEY.get(),
					(mdc != null) ? mdc : Map.of());
		}

		boolean isVirtual() {
			return this.thread.toString().startsWith("VirtualThread");
		}

	}

}
