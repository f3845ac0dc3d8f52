package dev.grpcstarter.benchmarks.load;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * A fixed number of calls in flight: each that ends makes the next.
 */
final class ClosedLoop {

	private final LongAdder ended = new LongAdder();

	private final CountDownLatch running;

	private volatile boolean stopped;

	private volatile @Nullable Throwable failure;

	/**
	 * Begins.
	 * @param callers who calls, in turn
	 * @param inFlight how many calls there are at any time
	 */
	ClosedLoop(List<Caller> callers, int inFlight) {
		this.running = new CountDownLatch(inFlight);
		for (int i = 0; i < inFlight; i++) {
			next(callers.get(i % callers.size()));
		}
	}

	private void next(Caller caller) {
		caller.call((failure) -> {
			if (failure != null) {
				this.failure = failure;
			}
			this.ended.increment();
			if (this.stopped || failure != null) {
				this.running.countDown();
			}
			else {
				next(caller);
			}
		});
	}

	/**
	 * How many calls have ended since the beginning.
	 * @return the number
	 */
	long ended() {
		Throwable failure = this.failure;
		if (failure != null) {
			throw new IllegalStateException("a call has failed", failure);
		}
		return this.ended.sum();
	}

	/**
	 * Goes on for a time, and ends.
	 * @param seconds how long
	 */
	void runFor(int seconds) throws InterruptedException {
		TimeUnit.SECONDS.sleep(seconds);
		end();
		ended();
	}

	/**
	 * Makes no more calls, and waits for those in flight.
	 */
	void end() throws InterruptedException {
		this.stopped = true;
		if (!this.running.await(30, TimeUnit.SECONDS)) {
			throw new IllegalStateException("%d calls have no answer".formatted(this.running.getCount()));
		}
	}

}
