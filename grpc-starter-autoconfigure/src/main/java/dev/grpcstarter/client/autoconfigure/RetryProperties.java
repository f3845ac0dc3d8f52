package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.Set;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Keys of {@code retry}.
 *
 * @param maxAttempts How often a call is tried in all. Unset does not retry.
 * @param initialBackoff How long to wait before the second attempt, at most.
 * @param maxBackoff How far the wait grows.
 * @param multiplier By how much the wait grows with each attempt.
 * @param codes Status codes that are worth another attempt.
 * @param idempotentOnly Whether only methods are retried that are marked as idempotent in
 * their .proto file, with idempotency_level.
 */
record RetryProperties(@Nullable Integer maxAttempts, @Nullable Duration initialBackoff, @Nullable Duration maxBackoff,
		@Nullable Double multiplier, @Nullable Set<Status.Code> codes, @Nullable Boolean idempotentOnly) {

	static final RetryProperties NOTHING = new RetryProperties(null, null, null, null, null, null);

}
