package dev.grpcstarter.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * How long callers have waited, in microseconds.
 *
 * @param half half of them at most
 * @param most 99 percent at most
 * @param nearlyAll 99.9 percent at most
 * @param longest all of them
 * @param lateHalf by how much the driver made half of the calls too late at most, which
 * is part of how long they took
 * @param lateMost by how much it made 99 percent of them too late at most
 * @param calls how many calls were due
 * @param without how many of them in a hundred have failed or got no answer
 */
record Latencies(double half, double most, double nearlyAll, double longest, double lateHalf, double lateMost,
		int calls, double without) {

	static Latencies of(Histogram latencies, Histogram lateness, int calls, int without) {
		return new Latencies(micros(latencies, 50), micros(latencies, 99), micros(latencies, 99.9),
				micros(latencies, 100), micros(lateness, 50), micros(lateness, 99), calls, 100.0 * without / calls);
	}

	private static double micros(Histogram nanos, double percentile) {
		return nanos.getValueAtPercentile(percentile) / 1_000.0;
	}

}
