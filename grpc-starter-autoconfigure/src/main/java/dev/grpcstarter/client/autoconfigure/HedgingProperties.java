package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.Set;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Keys of {@code hedging}.
 *
 * @param maxAttempts How often a call is sent in all, without waiting for the others to
 * fail. Unset, or 1, sends it once. What may have to be sent again is kept, up to 1MB of
 * a call and 16MB of the channel.
 * @param delay How long to wait for the answer to one attempt before the next is sent.
 * Unset sends all at once.
 * @param nonFatalCodes Status codes with which an attempt may fail while the others go
 * on. Any other failure ends the call.
 */
record HedgingProperties(@Nullable Integer maxAttempts, @Nullable Duration delay,
		@Nullable Set<Status.Code> nonFatalCodes) {

	static final HedgingProperties NOTHING = new HedgingProperties(null, null, null);

}
