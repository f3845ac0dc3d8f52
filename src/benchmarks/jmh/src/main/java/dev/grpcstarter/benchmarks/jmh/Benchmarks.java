package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.stream.Stream;

import org.openjdk.jmh.Main;

/**
 * Runs JMH with its options, and always counts the bytes that a call allocates: they tell
 * more than the time, which differs between machines and runs.
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
