package dev.grpcstarter.benchmarks.work;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a process has used since it began. Memory is what it uses now.
 *
 * @param cpuNanos time on processors, as the process itself accounts for it
 * @param allocatedBytes what its threads have allocated on the heap
 * @param switches how often threads that still live were taken from a processor
 * @param threads how many threads there are
 * @param heapBytes what is on the heap, garbage included
 * @param directBytes what Netty and the JDK have outside of it
 * @param residentBytes what the process has of the machine's memory
 * @param classes how many classes were loaded
 */
public record Counters(long cpuNanos, long allocatedBytes, long switches, long threads, long heapBytes,
		long directBytes, long residentBytes, long classes) {

	/**
	 * What was used between two moments; memory, threads and classes are those of the
	 * later one.
	 * @param before the earlier moment
	 * @return the difference
	 */
	public Counters since(Counters before) {
		return new Counters(this.cpuNanos - before.cpuNanos, this.allocatedBytes - before.allocatedBytes,
				this.switches - before.switches, this.threads, this.heapBytes, this.directBytes, this.residentBytes,
				this.classes);
	}

	/**
	 * Reads what {@link #text()} has written.
	 * @param text the text
	 * @return the counters
	 */
	public static Counters parse(String text) {
		long[] numbers = Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
		return new Counters(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6],
				numbers[7]);
	}

	String text() {
		return LongStream
			.of(this.cpuNanos, this.allocatedBytes, this.switches, this.threads, this.heapBytes, this.directBytes,
					this.residentBytes, this.classes)
			.mapToObj(Long::toString)
			.collect(Collectors.joining(" "));
	}

}
