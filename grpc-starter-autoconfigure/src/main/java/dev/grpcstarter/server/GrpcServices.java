package dev.grpcstarter.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.grpcstarter.config.Problems;
import dev.grpcstarter.server.execution.ExecutionStage;
import io.grpc.ServerServiceDefinition;

/**
 * All services of the server, bound: every method's handler has its interceptors around
 * it, so that a call finds its chain ready. Immutable, and the same for every transport.
 */
public final class GrpcServices {

	private final List<BoundService> services;

	private final List<BuiltInService> builtIn;

	private GrpcServices(List<BoundService> services, List<BuiltInService> builtIn) {
		this.services = List.copyOf(services);
		this.builtIn = List.copyOf(builtIn);
	}

	/**
	 * Puts an application's services and the built-in ones together. A built-in service
	 * gives way to one of the application that has the same name, and to a built-in one
	 * that comes before it.
	 * @param application the services of the application, their names unique
	 * @param builtIn the services that the starter would add
	 * @return the services to serve
	 */
	public static GrpcServices of(List<BoundService> application, Collection<BuiltInService> builtIn) {
		List<BoundService> services = new ArrayList<>(application);
		List<BuiltInService> served = new ArrayList<>();
		Set<String> taken = services.stream().map(BoundService::name).collect(Collectors.toCollection(HashSet::new));
		for (BuiltInService candidate : builtIn) {
			BoundService service = BoundService.of(candidate.service(), new Problems());
			if (taken.add(service.name())) {
				services.add(service);
				served.add(candidate);
			}
		}
		return new GrpcServices(services, served);
	}

	/**
	 * The same services with their handlers on threads.
	 * @param stage gives each method its executor
	 * @return new services
	 */
	public GrpcServices on(ExecutionStage stage) {
		return new GrpcServices(this.services.stream().map((service) -> service.on(stage)).toList(), this.builtIn);
	}

	/**
	 * The bound services.
	 * @return the services of the application first, then the built-in ones
	 */
	public List<ServerServiceDefinition> definitions() {
		return this.services.stream().map(BoundService::definition).toList();
	}

	/**
	 * The full names of the services, such as {@code shop.Inventory}.
	 * @return the names, in the order of {@link #definitions()}
	 */
	public Set<String> names() {
		return this.services.stream().map(BoundService::name).collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * The full names of all methods, such as {@code shop.Inventory/Reserve}.
	 * @return the names, in the order of {@link #definitions()}
	 */
	public Set<String> methodNames() {
		return definitions().stream()
			.flatMap((definition) -> definition.getMethods().stream())
			.map((method) -> method.getMethodDescriptor().getFullMethodName())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * Whether a built-in service is served, and not one of the application in its place.
	 * @param service a built-in service
	 * @return {@code true} if its name was free
	 */
	public boolean serves(BuiltInService service) {
		return this.builtIn.contains(service);
	}

	List<BuiltInService> builtIn() {
		return this.builtIn;
	}

}
