package dev.grpcstarter.benchmarks.load;

import java.io.IOException;

/**
 * Many of something that are held open to a server, while nothing happens on them.
 */
interface Held extends AutoCloseable {

	/**
	 * Opens more of them.
	 * @param number how many there are to be in all
	 * @throws IOException if the server does not accept one
	 */
	void grow(int number) throws IOException, InterruptedException;

	@Override
	void close() throws IOException;

	/**
	 * Begins to hold.
	 */
	@FunctionalInterface
	interface Opener {

		Held open(int port) throws IOException;

	}

}
