package dev.grpcstarter.server.health;

import java.util.HashSet;
import java.util.Set;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the health of all services follows from, at one moment.
 *
 * @param services what the server serves, or {@code null} until it has said so
 * @param running whether the server has started and is not about to stop
 * @param ending whether no watch is to go on
 * @param accepting whether the application takes traffic
 * @param heldBack the services that do not serve even so, because of their health group
 */
record HealthState(@Nullable Set<String> services, boolean running, boolean ending, boolean accepting,
		Set<String> heldBack) {

	HealthState {
		heldBack = Set.copyOf(heldBack);
	}

	ServingStatus of(String service) {
		// a call may arrive before the server has said what it serves
		if (this.services != null && !service.equals(HealthService.SERVER) && !this.services.contains(service)) {
			return ServingStatus.SERVICE_UNKNOWN;
		}
		return (this.running && this.accepting && !this.heldBack.contains(service)) ? ServingStatus.SERVING
				: ServingStatus.NOT_SERVING;
	}

	HealthState started(Set<String> services) {
		return new HealthState(Set.copyOf(services), true, false, this.accepting, this.heldBack);
	}

	HealthState draining() {
		return new HealthState(this.services, false, this.ending, this.accepting, this.heldBack);
	}

	HealthState stopping() {
		return new HealthState(this.services, false, true, this.accepting, this.heldBack);
	}

	HealthState accepting(boolean accepting) {
		return new HealthState(this.services, this.running, this.ending, accepting, this.heldBack);
	}

	HealthState holdBack(Set<String> services) {
		Set<String> heldBack = new HashSet<>(this.heldBack);
		heldBack.addAll(services);
		return new HealthState(this.services, this.running, this.ending, this.accepting, heldBack);
	}

	HealthState letServe(Set<String> services) {
		Set<String> heldBack = new HashSet<>(this.heldBack);
		heldBack.removeAll(services);
		return new HealthState(this.services, this.running, this.ending, this.accepting, heldBack);
	}

}
