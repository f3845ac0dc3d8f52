package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.Set;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Keys of {@code retry}.
 *
 * @param maxAttempts How often a call is sent in all. Unset, or 1, sends it once. What
 * may have to be sent again is kept, up to 1MB of a call and 16MB of the channel; a call
 * that has sent more is not retried.
 * @param initialBackoff How long the pause before the second attempt is. Each pause is up
 * to a fifth shorter or longer. A server that tells with grpc-retry-pushback-ms how long
 * to wait comes first.
 * @param maxBackoff How far the pauses grow.
 * @param multiplier By how much each pause is longer than the one before.
 * @param codes Status codes after which a call is sent again.
 * @param idempotentOnly Whether only methods are retried that are marked as idempotent in
 * their .proto file, with idempotency_level.
 */
record RetryProperties(@Nullable Integer maxAttempts, @Nullable Duration initialBackoff, @Nullable Duration maxBackoff,
		@Nullable Double multiplier, @Nullable Set<Status.Code> codes, @Nullable Boolean idempotentOnly) {

	static final RetryProperties NOTHING = new RetryProperties(null, null, null, null, null, null);

}
