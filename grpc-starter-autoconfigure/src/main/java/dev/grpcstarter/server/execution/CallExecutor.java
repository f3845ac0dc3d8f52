package dev.grpcstarter.server.execution;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Where the handlers of a method run.
 *
 * @param threads what runs the handlers, or {@code null} for the event loop itself
 * @param full whether no new call may be handed over now. Calls in flight always may:
 * what they still have to be told must not be lost
 */
record CallExecutor(@Nullable Executor threads, BooleanSupplier full) {

	static final CallExecutor DIRECT = new CallExecutor(null, () -> false);

	static CallExecutor unbounded(Executor threads) {
		return new CallExecutor(threads, () -> false);
	}

}
