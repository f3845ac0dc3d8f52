package dev.grpcstarter.server.execution;

import java.util.Locale;

/**
 * A kind of thread for handlers.
 */
public enum Execution {

	/**
	 * A thread of the server's bounded pool, for handlers that block.
	 */
	PLATFORM,

	/**
	 * A new virtual thread for each call, for handlers that block. Needs Java 21.
	 */
	VIRTUAL,

	/**
	 * The event loop itself, for handlers that only compute, and shortly: while one runs,
	 * no other call of its connections moves on. By far the fastest for those.
	 */
	DIRECT;

	/**
	 * What the configuration calls it.
	 * @return the name
	 */
	public String executorName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
