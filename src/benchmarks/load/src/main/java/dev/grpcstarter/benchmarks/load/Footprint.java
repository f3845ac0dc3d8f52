package dev.grpcstarter.benchmarks.load;

import dev.grpcstarter.benchmarks.work.Counters;

/**
 * What an application has needed until it was ready.
 *
 * @param ready what it had used then
 * @param withoutGarbage the same after a garbage collection
 * @param wallNanos how long it took
 */
record Footprint(Counters ready, Counters withoutGarbage, long wallNanos) {

	private static final double MEGABYTE = 1e6;

	double cpuMillis() {
		return this.ready.cpuNanos() / 1e6;
	}

	double wallMillis() {
		return this.wallNanos / 1e6;
	}

	double classes() {
		return this.ready.classes();
	}

	double threads() {
		return this.ready.threads();
	}

	double heapMegabytes() {
		return this.withoutGarbage.heapBytes() / MEGABYTE;
	}

	double residentMegabytes() {
		return this.ready.residentBytes() / MEGABYTE;
	}

}
