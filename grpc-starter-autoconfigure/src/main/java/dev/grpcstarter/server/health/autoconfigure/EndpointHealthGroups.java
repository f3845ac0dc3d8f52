package dev.grpcstarter.server.health.autoconfigure;

import java.util.Set;

import dev.grpcstarter.server.health.HealthGroups;

import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.contributor.Status;

/**
 * The groups as {@code /actuator/health/<group>} shows them, with the order of statuses
 * that is set for each.
 */
class EndpointHealthGroups implements HealthGroups {

	private final HealthEndpoint endpoint;

	private final HealthEndpointGroups groups;

	EndpointHealthGroups(HealthEndpoint endpoint, HealthEndpointGroups groups) {
		this.endpoint = endpoint;
		this.groups = groups;
	}

	@Override
	public Set<String> names() {
		return this.groups.getNames();
	}

	@Override
	public String status(String group) {
		HealthDescriptor health = this.endpoint.healthForPath(group);
		// a group without members has no health
		return ((health != null) ? health.getStatus() : Status.UNKNOWN).getCode();
	}

}
