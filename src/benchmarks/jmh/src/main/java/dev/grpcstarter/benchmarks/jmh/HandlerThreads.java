package dev.grpcstarter.benchmarks.jmh;

import java.util.List;

/**
 * The threads that handlers run on, where that is not the thread of the caller.
 *
 * @param threads the threads
 */
record HandlerThreads(List<Thread> threads) {

	/**
	 * What the names of those threads begin with, in the starter as here.
	 */
	static final String PREFIX = "grpc-call-";

	/**
	 * Those that live.
	 * @return the threads
	 */
	static HandlerThreads find() {
		return new HandlerThreads(Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(PREFIX))
			.toList());
	}

	/**
	 * Waits until all of them wait for work. A thread that has answered a call is still
	 * about to find out that there is no other. Allocates nothing.
	 */
	void awaitIdle() {
		// an iterator would be an object
		for (int i = 0; i < this.threads.size(); i++) {
			Thread thread = this.threads.get(i);
			while (thread.isAlive() && !isWaiting(thread)) {
				Thread.yield();
			}
		}
	}

	private static boolean isWaiting(Thread thread) {
		return switch (thread.getState()) {
			case WAITING, TIMED_WAITING -> true;
			default -> false;
		};
	}

}
