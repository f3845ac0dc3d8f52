package dev.grpcstarter.conformance.process;

import org.slf4j.LoggerFactory;

import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A test that cannot run here, which nobody should overlook.
 */
public final class Skip {

	private Skip() {
	}

	/**
	 * Skips the tests that call this, and says so.
	 * @param what what is not tested
	 * @param reason why it is not
	 */
	public static void because(String what, String reason) {
		String message = "SKIPPED: %s, because %s".formatted(what, reason.strip());
		LoggerFactory.getLogger(Skip.class).warn(message);
		abort(message);
	}

}
