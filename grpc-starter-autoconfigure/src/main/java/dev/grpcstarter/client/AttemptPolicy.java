package dev.grpcstarter.client;

import java.time.Duration;
import java.util.Set;

import io.grpc.Status;

/**
 * How often a call is sent, as gRFC A6 has it. Immutable.
 */
public sealed interface AttemptPolicy {

	/**
	 * A call is sent once. Only one that no server has seen is sent again, which gRPC
	 * does by itself.
	 */
	record Once() implements AttemptPolicy {

	}

	/**
	 * A call that has failed is sent again.
	 *
	 * @param maxAttempts how often a call is sent in all, 2 or more
	 * @param initialBackoff how long the pause before the second attempt is; each pause
	 * is up to a fifth shorter or longer
	 * @param maxBackoff how far the pauses grow
	 * @param multiplier by how much each pause is longer than the one before
	 * @param codes the statuses after which a call is sent again; never empty
	 * @param idempotentOnly whether methods are left out that are not marked as
	 * idempotent
	 */
	record Retry(int maxAttempts, Duration initialBackoff, Duration maxBackoff, double multiplier,
			Set<Status.Code> codes, boolean idempotentOnly) implements AttemptPolicy {

		public Retry {
			codes = Set.copyOf(codes);
		}

	}

	/**
	 * A call that is not answered yet is sent again, and the first answer wins.
	 *
	 * @param maxAttempts how often a call is sent in all, 2 or more
	 * @param delay how long to wait for an answer before the next attempt
	 * @param nonFatalCodes the statuses with which an attempt may fail while the others
	 * go on
	 */
	record Hedging(int maxAttempts, Duration delay, Set<Status.Code> nonFatalCodes) implements AttemptPolicy {

		public Hedging {
			nonFatalCodes = Set.copyOf(nonFatalCodes);
		}

	}

}
