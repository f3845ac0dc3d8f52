package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;

/**
 * Something that is measured as its options say.
 */
@FunctionalInterface
interface Measurement {

	/**
	 * Measures.
	 * @param out where the tables go, in Markdown
	 * @throws IOException if a process does not start or does not answer
	 * @throws InterruptedException if there is to be no result
	 */
	void run(PrintStream out) throws IOException, InterruptedException;

}
