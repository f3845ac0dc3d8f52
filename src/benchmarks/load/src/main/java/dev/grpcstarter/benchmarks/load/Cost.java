package dev.grpcstarter.benchmarks.load;

import java.util.concurrent.TimeUnit;

import dev.grpcstarter.benchmarks.work.Counters;

/**
 * What a call, or a message of a stream, has cost a server.
 *
 * @param cpuMicros time on processors
 * @param bytes what was allocated on the heap
 * @param switches how often a thread was taken from a processor
 * @param threads how many threads the server had
 * @param perSecond how many there were in a second
 */
record Cost(double cpuMicros, double bytes, double switches, double threads, double perSecond) {

	static Cost of(Shape shape, long calls, long nanos, Counters used) {
		double count = calls * (double) ((shape.kind() == Shape.Kind.UNARY) ? 1 : Shape.MESSAGES_PER_STREAM);
		return new Cost(used.cpuNanos() / count / 1_000, used.allocatedBytes() / count, used.switches() / count,
				used.threads(), count * TimeUnit.SECONDS.toNanos(1) / nanos);
	}

}
