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
		OwnCounters counters = new OwnCounters();
		Counters start = counters.read();
		out.println(PREFIX + port);
		out.println(PREFIX + start.text());
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			if (line.equals("gc")) {
				System.gc();
			}
			out.println(PREFIX + counters.read().text());
		}
	}

}
