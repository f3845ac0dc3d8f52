package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.stream.Stream;

import org.openjdk.jmh.Main;

/**
 * Runs JMH with its options, and always counts the bytes that a call allocates: they tell
 * more than the time, which differs between machines and runs.
 * <p>
 * All benchmarks take about TIME minutes together. That is enough to see what a change
 * does; for figures to be compared later, give each more forks and more time:
 * {@code -f 3 -i 10 -r 2s ServerCall}.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Runs the benchmarks.
	 * @param args the options of JMH, such as {@code -f 1 -i 3 ServerCall}, or {@code -h}
	 * for all of them; {@code -prof gc} is on already
	 * @throws IOException if JMH cannot run
	 */
	public static void main(String[] args) throws IOException {
		Main.main(Stream.concat(Stream.of("-prof", "gc"), Stream.of(args)).toArray(String[]::new));
	}

}
