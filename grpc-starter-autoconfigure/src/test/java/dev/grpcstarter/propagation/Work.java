package dev.grpcstarter.propagation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import io.grpc.Context;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;

/**
 * Ways for a handler to have its work done by another thread.
 */
class Work {

	@Async
	Future<Void> withFuture(Runnable body) {
		body.run();
		return CompletableFuture.completedFuture(null);
	}

	@Async
	void withoutFuture(Runnable body) {
		body.run();
	}

	enum Way {

		ASYNC_FUTURE {
			@Override
			void run(Work work, Threads threads, Runnable body) {
				work.withFuture(body);
			}
		},

		ASYNC_VOID {
			@Override
			void run(Work work, Threads threads, Runnable body) {
				work.withoutFuture(body);
			}
		},

		EXECUTOR {
			@Override
			void run(Work work, Threads threads, Runnable body) {
				threads.executor().submit(body);
			}
		},

		COMPLETABLE_FUTURE {
			@Override
			void run(Work work, Threads threads, Runnable body) {
				CompletableFuture.supplyAsync(() -> "said", threads.executor()).thenRunAsync(body, threads.executor());
			}
		},

		SCHEDULER {
			@Override
			void run(Work work, Threads threads, Runnable body) {
				threads.scheduler().schedule(body, threads.scheduler().getClock().instant().plusMillis(1));
			}
		},

		BY_HAND {
			@Override
			void run(Work work, Threads threads, Runnable body) {
				Context.currentContextExecutor(threads.byHand()).execute(body);
			}
		},

		MONO_DELAY {
			@Override
			void run(Work work, Threads threads, Runnable body) {
				Mono.delay(Duration.ofMillis(1), threads.reactor()).doOnNext((tick) -> body.run()).subscribe();
			}
		},

		PUBLISH_ON {
			@Override
			void run(Work work, Threads threads, Runnable body) {
				Mono.just("said").publishOn(threads.reactor()).map(String::length).subscribe((text) -> body.run());
			}
		},

		SUBSCRIBE_ON {
			@Override
			void run(Work work, Threads threads, Runnable body) {
				Mono.fromRunnable(body).subscribeOn(threads.reactor()).subscribe();
			}
		};

		abstract void run(Work work, Threads threads, Runnable body);

		boolean outlives() {
			return this == ASYNC_VOID;
		}

		boolean hasLogEntries() {
			return this != BY_HAND;
		}

	}

	/**
	 * One thread of each kind.
	 */
	record Threads(AsyncTaskExecutor executor, TaskScheduler scheduler, ExecutorService byHand, Scheduler reactor) {

	}

}
