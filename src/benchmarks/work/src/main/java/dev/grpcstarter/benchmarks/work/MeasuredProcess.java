package dev.grpcstarter.benchmarks.work;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A process that is asked for its counters over its standard input, and ends with it.
 */
public final class MeasuredProcess {

	/**
	 * What every line begins with that is meant for who asks.
	 */
	public static final String PREFIX = "measured: ";

	private static final PrintStream out = System.out;

	private MeasuredProcess() {
	}

	/**
	 * Tells that everything has started, with what that has used, and answers until
	 * nobody asks any more.
	 * @param port where the server listens
	 * @throws IOException if standard input cannot be read
	 */
	public static void ready(int port) throws IOException {
		ready(port, (what) -> {
			throw new IllegalArgumentException("nothing is known of '%s'".formatted(what));
		});
	}

	/**
	 * The same for a process that can be asked for more than its counters.
	 * @param port where the server listens
	 * @param more answers what the process does not know by itself
	 * @throws IOException if standard input cannot be read
	 */
	public static void ready(int port, Answers more) throws IOException {
		OwnCounters counters = new OwnCounters();
		Counters start = counters.read();
		out.println(PREFIX + port);
		out.println(PREFIX + start.text());
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			switch (line) {
				case "counters" -> out.println(PREFIX + counters.read().text());
				case "gc" -> {
					System.gc();
					out.println(PREFIX + counters.read().text());
				}
				default -> out.println(PREFIX + more.answer(line));
			}
		}
	}

	/**
	 * What a process can be asked for beside its counters.
	 */
	@FunctionalInterface
	public interface Answers {

		/**
		 * Does what is asked for.
		 * @param what the question
		 * @return a number that says how it went
		 */
		long answer(String what);

	}

}
