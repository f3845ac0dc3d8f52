package dev.grpcstarter.benchmarks.load;

import java.io.IOException;

import dev.grpcstarter.benchmarks.work.Counters;

/**
 * Looks at what processes hold on to, and at what there is more of from one look to the
 * next.
 */
final class Snapshots {

	private final int classes;

	/**
	 * Begins.
	 * @param options the options of {@link Scale}
	 */
	Snapshots(Options options) {
		this.classes = options.number("classes", 0, 1000);
	}

	Snapshot take(ServerProcess process) throws IOException {
		Counters counters = process.countersWithoutGarbage();
		return new Snapshot(counters, (this.classes > 0) ? ClassHistogram.of(process.pid()) : ClassHistogram.NONE);
	}

	/**
	 * What there is more of because of each of many pieces.
	 * @param before without them
	 * @param after with them
	 * @param pieces how many they are
	 * @return the growth
	 */
	Growth growth(Snapshot before, Snapshot after, int pieces) {
		Counters less = before.counters;
		Counters more = after.counters;
		return new Growth((double) (more.heapBytes() - less.heapBytes()) / pieces,
				(double) (more.directBytes() - less.directBytes()) / pieces, more.threads() - less.threads(),
				(this.classes > 0) ? after.classes.growth(before.classes, pieces, this.classes) : "");
	}

	/**
	 * What a process holds on to at a time.
	 *
	 * @param counters its counters
	 * @param classes its objects by class, if they are asked for
	 */
	record Snapshot(Counters counters, ClassHistogram classes) {

	}

	/**
	 * What there is more of, by the piece.
	 *
	 * @param heap bytes on the heap
	 * @param direct bytes outside of it, of Netty and the JDK
	 * @param threads threads, for all pieces together
	 * @param classes the classes that take the most of it, in Markdown, if they are asked
	 * for
	 */
	record Growth(double heap, double direct, double threads, String classes) {

	}

}
