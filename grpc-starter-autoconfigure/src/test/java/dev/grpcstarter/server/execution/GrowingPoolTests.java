package dev.grpcstarter.server.execution;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GrowingPoolTests {

	private static final int INITIAL = 2;

	private static final int MOST = 20;

	private final GrowingPool pool = new GrowingPool(INITIAL, MOST, GrowingPoolTests::newThread);

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void close() throws InterruptedException {
		this.pool.shutdownNow();
		assertThat(this.pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void threadsAreAddedWhileWorkWaitsAndNotMoreThanAllowed() {
		AtomicInteger running = new AtomicInteger();
		for (int i = 0; i < MOST + 5; i++) {
			this.pool.execute(() -> {
				running.incrementAndGet();
				await(this.release);
			});
		}
		Awaitility.await().until(() -> running.get() == MOST);
		assertThat(this.pool.getPoolSize()).isEqualTo(MOST);
		assertThat(this.pool.getQueue()).hasSize(5);
		this.release.countDown();
		Awaitility.await().until(() -> running.get() == MOST + 5);
	}

	@Test
	void workThatDoesNotWaitAddsNoThreads() throws InterruptedException {
		for (int i = 0; i < 1_000; i++) {
			CountDownLatch done = new CountDownLatch(1);
			this.pool.execute(done::countDown);
			assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		}
		// a busy machine may let some of it wait
		assertThat(this.pool.getPoolSize()).isLessThan(MOST);
	}

	@Test
	void whereNoMoreThreadsCanBeMadeThoseThatAreThereDoTheWork() throws InterruptedException {
		AtomicInteger made = new AtomicInteger();
		GrowingPool poor = new GrowingPool(INITIAL, MOST, (worker) -> {
			if (made.incrementAndGet() > 1) {
				throw new OutOfMemoryError("expected");
			}
			return new Thread(worker);
		});
		CountDownLatch done = new CountDownLatch(MOST);
		for (int i = 0; i < MOST; i++) {
			poor.execute(done::countDown);
		}
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(poor.getPoolSize()).isEqualTo(1);
		poor.shutdownNow();
	}

	@Test
	void whereNoThreadCanBeMadeTheCallerIsTold() {
		GrowingPool none = new GrowingPool(INITIAL, MOST, (worker) -> {
			throw new OutOfMemoryError("expected");
		});
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> none.execute(() -> {
		}));
		assertThat(none.getQueue()).isEmpty();
		none.shutdownNow();
	}

	@Test
	void nothingIsLostWhileThreadsKeepLeaving() throws InterruptedException {
		this.pool.setKeepAliveTime(20, TimeUnit.MICROSECONDS);
		nothingIsLostAndNothingRunsTwice();
	}

	@Test
	void threadsWithoutWorkEndAndAreMadeAgainForWorkThatWaits() {
		this.pool.setKeepAliveTime(20, TimeUnit.MILLISECONDS);
		threadsAreAddedWhileWorkWaitsAndNotMoreThanAllowed();
		Awaitility.await().until(() -> this.pool.getPoolSize() == 0);
		AtomicInteger running = new AtomicInteger();
		CountDownLatch again = new CountDownLatch(1);
		IntStream.range(0, MOST).forEach((i) -> this.pool.execute(() -> {
			running.incrementAndGet();
			await(again);
		}));
		Awaitility.await().until(() -> running.get() == MOST);
		again.countDown();
	}

	@Test
	void nothingIsLostAndNothingRunsTwice() throws InterruptedException {
		int each = 20_000;
		Queue<Integer> seen = new ConcurrentLinkedQueue<>();
		List<Thread> callers = IntStream.range(0, 4)
			.mapToObj((caller) -> new Thread(() -> IntStream.range(0, each)
				.forEach((i) -> this.pool.execute(() -> seen.add(caller * each + i)))))
			.toList();
		callers.forEach(Thread::start);
		for (Thread caller : callers) {
			caller.join();
		}
		Awaitility.await().until(() -> this.pool.getCompletedTaskCount() == 4L * each);
		assertThat(seen).hasSize(4 * each).doesNotHaveDuplicates();
	}

	@Test
	void aThreadIsNotLostToWorkThatFails() throws InterruptedException {
		CountDownLatch done = new CountDownLatch(1);
		for (int i = 0; i < MOST * 2; i++) {
			this.pool.execute(() -> {
				throw new QuietError();
			});
		}
		this.pool.execute(done::countDown);
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aClosedPoolInterruptsItsThreadsAndTakesNothing() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		this.pool.execute(() -> {
			begun.countDown();
			await(this.release);
			interrupted.countDown();
		});
		assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
		this.pool.shutdownNow();
		assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.pool.execute(() -> {
		}));
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
				.noneMatch((thread) -> thread.getName().equals(GrowingPool.WATCH) && thread == this.pool.watch()));
	}

	private static Thread newThread(Runnable worker) {
		Thread thread = new Thread(worker);
		thread.setUncaughtExceptionHandler((failed, expected) -> {
			// one of the tests lets work fail
		});
		return thread;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ends the thread, and is not printed.
	 */
	private static final class QuietError extends Error {

		QuietError() {
			super("expected", null, false, false);
		}

	}

}
