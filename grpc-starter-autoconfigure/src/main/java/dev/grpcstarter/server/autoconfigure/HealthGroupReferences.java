package dev.grpcstarter.server.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.server.health.HealthGroups;
import dev.grpcstarter.server.health.HealthService;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Checks that what the health keys name is there.
 */
final class HealthGroupReferences {

	private static final String PREFIX = "grpc.server.health.";

	private static final String GROUP = ".group";

	private final Problems problems = new Problems();

	private final Set<String> services;

	private final boolean healthIsOurs;

	private final @Nullable HealthGroups groups;

	/**
	 * Checks against what there is.
	 * @param services the names of what the server serves
	 * @param healthIsOurs whether no service of the application answers for health
	 * @param groups the groups, or {@code null} if nothing knows groups
	 */
	HealthGroupReferences(Set<String> services, boolean healthIsOurs, @Nullable HealthGroups groups) {
		this.services = new TreeSet<>(services);
		this.healthIsOurs = healthIsOurs;
		this.groups = groups;
	}

	/**
	 * Reports everything that is not there together.
	 * @param wanted the group of each service
	 * @param environment where the keys come from
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if anything is not there
	 */
	void check(Map<String, String> wanted, Environment environment) {
		Binder.get(environment)
			.bind(PREFIX + "services", Bindable.mapOf(String.class, String.class))
			.ifBound((keys) -> keys.forEach((key, group) -> brackets(key, group, wanted)));
		wanted.forEach((service, group) -> {
			String key = (service.equals(HealthService.SERVER)) ? PREFIX + "group" : key(service);
			if (!this.healthIsOurs) {
				this.problems.add(Problem.ofKey(key,
						"a bean of the application serves grpc.health.v1.Health, and does not follow health groups",
						"Remove the key, or that bean."));
				return;
			}
			service(key, service);
			group(key, group);
		});
		this.problems.throwIfAny();
	}

	/**
	 * A name without brackets is cut at its dots and binds to nothing, without a word.
	 * @param key a key as it is written, without its brackets
	 * @param group its value
	 * @param wanted the services that did bind
	 */
	private void brackets(String key, String group, Map<String, String> wanted) {
		if (key.endsWith(GROUP) && StringUtils.hasText(group)) {
			String service = key.substring(0, key.length() - GROUP.length());
			if (service.contains(".") && !wanted.containsKey(service)) {
				this.problems.add(Problem.ofKey(PREFIX + "services." + key,
						"a service's name has dots in it, and is not read as one name without brackets",
						"Write %sservices.\"[%s]\"%s instead.".formatted(PREFIX, service, GROUP)));
			}
		}
	}

	private void service(String key, String service) {
		if (!service.equals(HealthService.SERVER) && !this.services.contains(service)) {
			this.problems.add(Problem.ofKey(key, "this server has no service '%s'".formatted(service),
					"Name one of its services in the brackets: %s.".formatted(this.services)));
		}
	}

	private void group(String key, String group) {
		if (this.groups == null) {
			this.problems.add(Problem.ofKey(key,
					"there is no health group '%s', because this application has no health endpoint".formatted(group),
					"Add spring-boot-starter-actuator and expose its endpoint 'health', or remove the key."));
		}
		else if (!this.groups.names().contains(group)) {
			this.problems.add(Problem.ofKey(key, "there is no health group '%s'".formatted(group),
					"Set %s to one of %s, or define the group: management.endpoint.health.group.%s.include."
						.formatted(key, new TreeSet<>(this.groups.names()), group)));
		}
	}

	private static String key(String service) {
		return PREFIX + "services[" + service + "]" + GROUP;
	}

}
