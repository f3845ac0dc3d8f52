package dev.grpcstarter.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Which addresses get no calls although they can be connected to. Immutable.
 *
 * @param healthService the service that an address has to report as SERVING, empty for
 * the server as a whole (gRFC A17), or {@code null} to ask for no health
 * @param outliers what makes an address worse than the others, or {@code null} to compare
 * none
 */
public record Exclusions(@Nullable String healthService, @Nullable Outliers outliers) {

	/**
	 * What makes an address worse than the others, by the failures of its calls (gRFC
	 * A50).
	 *
	 * @param interval how often the addresses are compared
	 * @param ejectionTime how long an address is left out, multiplied by how often it has
	 * been
	 * @param maxEjected how many of the addresses may be left out, in percent
	 * @param failures with more failed calls than that an address is left out, in percent
	 * of its calls
	 * @param minimumCalls how many calls an address must have had within an interval
	 * @param minimumHosts how many addresses there must be that had as many
	 */
	public record Outliers(Duration interval, Duration ejectionTime, int maxEjected, int failures, int minimumCalls,
			int minimumHosts) {

	}

}
