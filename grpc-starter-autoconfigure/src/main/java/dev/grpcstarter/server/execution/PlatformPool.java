package dev.grpcstarter.server.execution;

import java.util.concurrent.ThreadPoolExecutor;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The size of the pool of platform threads.
 *
 * @param threads how many calls are handled at the same time, at most
 * @param queue how many calls may wait for a thread. Beyond it new calls are refused
 */
public record PlatformPool(int threads, int queue) {

	private static final int THREADS_PER_PROCESSOR = 32;

	private static final int CALLS_PER_THREAD = 160;

	/**
	 * As many as handlers need that hardly wait for anything: more would only be in each
	 * other's way.
	 */
	private static final int INITIAL_PER_PROCESSOR = 4;

	/**
	 * Threads for handlers that mostly wait: 32 for each processor, 256 at least.
	 * @param processors how many processors the JVM may use
	 * @return the number of threads that the pool may grow to
	 */
	public static int threadsFor(int processors) {
		return Math.max(256, processors * THREADS_PER_PROCESSOR);
	}

	/**
	 * A queue that takes any burst which the threads can work off in a few seconds: 160
	 * calls for each thread.
	 * @param threads the number of threads
	 * @return the length of the queue
	 */
	public static int queueFor(int threads) {
		return (int) Math.min(Integer.MAX_VALUE, (long) threads * CALLS_PER_THREAD);
	}

	ThreadPoolExecutor start() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("grpc-call-");
		factory.setDaemon(true);
		int initial = Runtime.getRuntime().availableProcessors() * INITIAL_PER_PROCESSOR;
		return new GrowingPool(Math.min(initial, this.threads), this.threads, factory);
	}

}
