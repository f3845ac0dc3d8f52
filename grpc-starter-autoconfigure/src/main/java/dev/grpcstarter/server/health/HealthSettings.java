package dev.grpcstarter.server.health;

import java.time.Duration;
import java.util.Map;

/**
 * Which services follow which health groups.
 *
 * @param groups the group of each service that has one, by the service's full name; the
 * empty name stands for the server as a whole
 * @param interval how long to wait between two rounds of asking the indicators
 * @param timeout how long the indicators of a group may take before its services are
 * NOT_SERVING
 */
public record HealthSettings(Map<String, String> groups, Duration interval, Duration timeout) {

	public HealthSettings {
		groups = Map.copyOf(groups);
	}

}
