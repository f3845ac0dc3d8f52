package dev.grpcstarter.server.execution;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Threads for handlers.
 *
 * @param threads what runs the handlers
 * @param full whether no new call may be handed over now. Calls in flight always may:
 * what they still have to be told must not be lost
 */
record CallExecutor(Executor threads, BooleanSupplier full) {

	/**
	 * The event loop, which runs what it is given at once.
	 */
	static final CallExecutor DIRECT = new CallExecutor(Runnable::run, () -> false);

	static CallExecutor unbounded(Executor threads) {
		return new CallExecutor(threads, () -> false);
	}

	boolean isFull() {
		return this.full.getAsBoolean();
	}

}
