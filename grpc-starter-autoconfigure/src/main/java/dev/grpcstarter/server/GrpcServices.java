package dev.grpcstarter.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.grpc.ServerServiceDefinition;

/**
 * All services of the server, bound: every method's handler has its interceptors around
 * it, so that a call finds its chain ready. Immutable, and the same for every transport.
 */
public final class GrpcServices {

	private final List<ServerServiceDefinition> definitions;

	private final List<BuiltInService> builtIn;

	private GrpcServices(List<ServerServiceDefinition> definitions, List<BuiltInService> builtIn) {
		this.definitions = List.copyOf(definitions);
		this.builtIn = List.copyOf(builtIn);
	}

	/**
	 * Puts an application's services and the built-in ones together. A built-in service
	 * gives way to one of the application that has the same name.
	 * @param application the services of the application, their names unique
	 * @param builtIn the services that the starter would add
	 * @return the services to serve
	 */
	public static GrpcServices of(List<ServerServiceDefinition> application, Collection<BuiltInService> builtIn) {
		List<ServerServiceDefinition> definitions = new ArrayList<>(application);
		List<BuiltInService> served = new ArrayList<>();
		Set<String> taken = names(application);
		for (BuiltInService candidate : builtIn) {
			ServerServiceDefinition definition = candidate.service().bindService();
			if (!taken.contains(definition.getServiceDescriptor().getName())) {
				definitions.add(definition);
				served.add(candidate);
			}
		}
		return new GrpcServices(definitions, served);
	}

	/**
	 * The bound services.
	 * @return the services of the application first, then the built-in ones
	 */
	public List<ServerServiceDefinition> definitions() {
		return this.definitions;
	}

	/**
	 * The full names of the services, such as {@code shop.Inventory}.
	 * @return the names, in the order of {@link #definitions()}
	 */
	public Set<String> names() {
		return names(this.definitions);
	}

	List<BuiltInService> builtIn() {
		return this.builtIn;
	}

	private static Set<String> names(List<ServerServiceDefinition> definitions) {
		return definitions.stream()
			.map((definition) -> definition.getServiceDescriptor().getName())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

}
