package dev.grpcstarter.benchmarks.jmh;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;

/**
 * The bytes that a call allocates on the thread of its caller and on those of handlers.
 * Each of many calls is counted by itself, because what the JVM or a scheduler does now
 * and then would spoil a mean, and does not touch the least and the median. With
 * {@code -XX:-DoEscapeAnalysis} these are the same in each run: the compiler then leaves
 * no object out.
 *
 * @param least of the call that allocated least
 * @param median of the one in the middle
 */
record AllocatedBytes(long least, long median) {

	private static final int WARM_UP = 2_000;

	private static final int COUNTED = 4_000;

	/**
	 * Makes a call many times, and counts what that takes.
	 * @param call makes it, and returns when it has ended
	 * @return the bytes of one call
	 */
	static AllocatedBytes of(Runnable call) {
		for (int i = 0; i < WARM_UP; i++) {
			call.run();
		}
		Counter counter = new Counter(HandlerThreads.find());
		long[] bytes = new long[COUNTED];
		for (int i = 0; i < COUNTED; i++) {
			long before = counter.read();
			call.run();
			bytes[i] = counter.read() - before;
		}
		Arrays.sort(bytes);
		return new AllocatedBytes(bytes[0], bytes[COUNTED / 2]);
	}

	/**
	 * Reads what threads have allocated so far, and allocates nothing itself.
	 */
	private static final class Counter {

		private final ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();

		private final HandlerThreads handlers;

		private final long[] ids;

		Counter(HandlerThreads handlers) {
			this.handlers = handlers;
			this.ids = handlers.threads().stream().mapToLong(Thread::getId).toArray();
		}

		long read() {
			this.handlers.awaitIdle();
			long bytes = this.bean.getCurrentThreadAllocatedBytes();
			for (long id : this.ids) {
				bytes += this.bean.getThreadAllocatedBytes(id);
			}
			return bytes;
		}

	}

}
