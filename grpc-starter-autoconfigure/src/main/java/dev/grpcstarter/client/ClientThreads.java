package dev.grpcstarter.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that all channels of a context share: those that run callbacks, as many as
 * there are callbacks at a time, and one that keeps time. All are daemons, begin with the
 * first need, and end with the context. Thread-safe.
 */
public final class ClientThreads implements AutoCloseable {

	private static final Duration UNUSED = Duration.ofSeconds(60);

	private final ThreadPoolExecutor callbacks = new ThreadPoolExecutor(0, Integer.MAX_VALUE, UNUSED.toSeconds(),
			TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("grpc-client-callback-"));

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons("grpc-client-timer-"),
			new ThreadPoolExecutor.DiscardPolicy());

	/**
	 * Threads, none of which runs yet.
	 */
	public ClientThreads() {
		this.timer.setRemoveOnCancelPolicy(true);
	}

	/**
	 * Runs callbacks of calls, and looks up names. It goes on to do so when it is closed:
	 * who calls too late is to learn that from the status of the call.
	 * @return the executor
	 */
	Executor callbacks() {
		return this.callbacks;
	}

	/**
	 * Keeps time, for tasks that do not block. Those that are left are dropped when it is
	 * closed.
	 * @return the timer
	 */
	ScheduledExecutorService timer() {
		return this.timer;
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
		// ends those that have nothing to do, and the others as soon as that is so
		this.callbacks.setKeepAliveTime(0, TimeUnit.SECONDS);
	}

	private static ThreadFactory daemons(String name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, name + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

}
