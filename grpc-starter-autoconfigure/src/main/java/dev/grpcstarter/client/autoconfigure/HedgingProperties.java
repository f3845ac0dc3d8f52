package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.Set;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Keys of {@code hedging}.
 *
 * @param maxAttempts How many attempts of a call may be under way, the first included.
 * Unset does not hedge.
 * @param delay How long to wait for the answer to one attempt before the next is sent.
 * Unset sends all at once.
 * @param nonFatalCodes Status codes with which an attempt may fail while the others go
 * on.
 */
record HedgingProperties(@Nullable Integer maxAttempts, @Nullable Duration delay,
		@Nullable Set<Status.Code> nonFatalCodes) {

	static final HedgingProperties NOTHING = new HedgingProperties(null, null, null);

}
