package dev.grpcstarter.server.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WorkQueueTests {

	private final WorkQueue queue = new WorkQueue();

	private final List<Thread> threads = new ArrayList<>();

	@AfterEach
	void end() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.interrupt();
			thread.join();
		}
	}

	@Test
	void workIsTakenInItsOrder() throws InterruptedException {
		List<Runnable> work = List.of(new Work(1), new Work(2), new Work(3));
		this.queue.addAll(work);
		assertThat(this.queue).hasSize(3).containsExactlyElementsOf(work);
		assertThat(this.queue.peek()).isEqualTo(new Work(1));
		assertThat(this.queue.poll(1, TimeUnit.DAYS)).isEqualTo(new Work(1));
		assertThat(this.queue.take()).isEqualTo(new Work(2));
		assertThat(this.queue.poll()).isEqualTo(new Work(3));
		assertThat(this.queue.poll()).isNull();
	}

	@Test
	void theThreadThatHasWaitedForTheShortestTimeIsWoken() throws Exception {
		BlockingQueue<String> taken = new LinkedBlockingQueue<>();
		for (String name : List.of("first", "second", "third")) {
			Thread thread = new Thread(() -> {
				try {
					this.queue.take();
					taken.add(name);
				}
				catch (InterruptedException ex) {
					taken.add(name + " interrupted");
				}
			});
			this.threads.add(thread);
			thread.start();
			Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		}
		for (String expected : List.of("third", "second", "first")) {
			this.queue.add(new Work(0));
			assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo(expected);
		}
	}

	@Test
	void allThreadsAreWokenByWorkForAll() throws Exception {
		int size = 20;
		CountDownLatch together = new CountDownLatch(size);
		CountDownLatch done = new CountDownLatch(size);
		for (int i = 0; i < size; i++) {
			Thread thread = new Thread(() -> {
				try {
					this.queue.take();
					together.countDown();
					together.await();
					done.countDown();
				}
				catch (InterruptedException ex) {
					// the test has failed
				}
			});
			this.threads.add(thread);
			thread.start();
			Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		}
		for (int i = 0; i < size; i++) {
			this.queue.add(new Work(i));
		}
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aThreadThatIsInterruptedOrWaitsTooLongLeavesAndIsNotWoken() throws Exception {
		assertThat(this.queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(this.queue::take);
		assertThat(Thread.interrupted()).isFalse();
		CountDownLatch taken = new CountDownLatch(1);
		Thread waiting = new Thread(() -> {
			try {
				this.queue.take();
				taken.countDown();
			}
			catch (InterruptedException ex) {
				// the test has failed
			}
		});
		this.threads.add(waiting);
		waiting.start();
		Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
		// who would be woken first, if it had not left
		assertThat(this.queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
		this.queue.add(new Work(1));
		assertThat(taken.await(10, TimeUnit.SECONDS)).isTrue();
	}

	private record Work(int number) implements Runnable {

		@Override
		public void run() {
			// it is only taken
		}

	}

}
