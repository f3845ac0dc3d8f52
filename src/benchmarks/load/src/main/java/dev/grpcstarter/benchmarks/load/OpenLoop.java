package dev.grpcstarter.benchmarks.load;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are made when they are due, whether those before have been answered or not.
 * A latency counts from when a call was due: what a slow server or a late driver makes
 * callers wait is in it (no coordinated omission). A call that has no answer when all is
 * over counts as answered then. One that fails has no latency.
 */
final class OpenLoop {

	/**
	 * How many calls may be unanswered. A server that is further behind is given no more
	 * until it has answered some.
	 */
	private static final int MOST_IN_FLIGHT = 10_000;

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

	private static final long LONGEST = TimeUnit.MINUTES.toNanos(15);

	private final Histogram latencies = new ConcurrentHistogram(LONGEST, 3);

	private final Histogram lateness = new Histogram(LONGEST, 3);

	private final AtomicInteger ended = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	/**
	 * Makes the calls on this thread, and waits for the answers.
	 * @param callers who calls, in turn
	 * @param arrivals when
	 * @return what has become of the calls
	 */
	static Latencies run(List<Caller> callers, Arrivals arrivals) {
		return new OpenLoop().measure(callers, arrivals);
	}

	private Latencies measure(List<Caller> callers, Arrivals arrivals) {
		DueCall[] calls = new DueCall[arrivals.number()];
		long begin = System.nanoTime();
		int made = 0;
		while (made < calls.length && awaitRoom(made)) {
			long due = begin + arrivals.due(made);
			pauseUntil(due);
			this.lateness.recordValue(Math.max(0, System.nanoTime() - due));
			DueCall call = new DueCall(due);
			calls[made] = call;
			callers.get(made % callers.size()).call(call::end);
			made++;
		}
		awaitAnswers(made);
		int unanswered = giveUp(calls, made, begin, arrivals);
		return Latencies.of(this.latencies, this.lateness, calls.length, this.failed.get() + unanswered);
	}

	private void awaitAnswers(int made) {
		long end = System.nanoTime() + PATIENCE;
		while (this.ended.get() < made && System.nanoTime() < end) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
	}

	// a call that has to wait for room is late, and that is in its latency
	private boolean awaitRoom(int made) {
		long end = System.nanoTime() + PATIENCE;
		while (made - this.ended.get() >= MOST_IN_FLIGHT && System.nanoTime() < end) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
		return made - this.ended.get() < MOST_IN_FLIGHT;
	}

	private int giveUp(DueCall[] calls, int made, long begin, Arrivals arrivals) {
		int unanswered = 0;
		long now = System.nanoTime();
		for (int i = 0; i < calls.length; i++) {
			if (i >= made || calls[i].giveUp()) {
				unanswered++;
				// those that were not even made had no room for that long
				this.latencies.recordValue(Math.max(PATIENCE, now - begin - arrivals.due(i)));
			}
		}
		return unanswered;
	}

	private static void pauseUntil(long time) {
		for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	/**
	 * A call that is over once: when it has ended, or when nobody waits for it any more.
	 */
	private final class DueCall {

		private final long due;

		private final AtomicBoolean over = new AtomicBoolean();

		DueCall(long due) {
			this.due = due;
		}

		void end(@Nullable Throwable failure) {
			if (!giveUp()) {
				return;
			}
			if (failure == null) {
				OpenLoop.this.latencies.recordValue(System.nanoTime() - this.due);
			}
			else {
				OpenLoop.this.failed.incrementAndGet();
			}
			OpenLoop.this.ended.incrementAndGet();
		}

		boolean giveUp() {
			return this.over.compareAndSet(false, true);
		}

	}

}
