package dev.grpcstarter.benchmarks.load;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * When calls are due, in nanoseconds after the beginning.
 */
final class Arrivals {

	private final long[] due;

	private Arrivals(long[] due) {
		this.due = due;
	}

	/**
	 * Calls of many callers that know nothing of each other (a Poisson process): now and
	 * then some come at once, as they do in life, and have to queue.
	 * @param perSecond how many come in a second on average
	 * @param seconds for how long they come
	 * @param seed what is drawn from; of one seed, they are the same
	 * @return the arrivals
	 */
	static Arrivals poisson(int perSecond, int seconds, long seed) {
		SplittableRandom random = new SplittableRandom(seed);
		return of(perSecond, seconds, () -> -Math.log(1 - random.nextDouble()));
	}

	/**
	 * Calls that come one after the other, and at once only if the server falls behind.
	 * @param perSecond how many come in a second
	 * @param seconds for how long they come
	 * @return the arrivals
	 */
	static Arrivals even(int perSecond, int seconds) {
		return of(perSecond, seconds, () -> 1);
	}

	private static Arrivals of(int perSecond, int seconds, DoubleSupplier gaps) {
		double meanGap = (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
		long[] due = new long[perSecond * seconds];
		double time = 0;
		for (int i = 0; i < due.length; i++) {
			time += gaps.getAsDouble() * meanGap;
			due[i] = (long) time;
		}
		return new Arrivals(due);
	}

	int number() {
		return this.due.length;
	}

	long due(int index) {
		return this.due[index];
	}

}
