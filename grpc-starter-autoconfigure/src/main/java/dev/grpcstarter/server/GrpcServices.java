package dev.grpcstarter.server;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.grpcstarter.call.InterceptorChain;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.server.execution.ExecutionStage;
import dev.grpcstarter.server.execution.Tracking;
import io.grpc.ServerServiceDefinition;

/**
 * All services of the server, bound: every method's handler has its interceptors around
 * it, so that a call finds its chain ready. Immutable, and the same for every transport.
 */
public final class GrpcServices {

	private final List<BoundService> services;

	private final List<BuiltInService> builtIn;

	private final List<ServedService> served;

	/**
	 * Services.
	 * @param services the services, those of the application first
	 * @param builtIn which of the built-in services are among them
	 * @param served what their calls go through, in the same order
	 */
	GrpcServices(List<BoundService> services, List<BuiltInService> builtIn, List<ServedService> served) {
		this.services = List.copyOf(services);
		this.builtIn = List.copyOf(builtIn);
		this.served = List.copyOf(served);
	}

	/**
	 * The same services with their handlers on threads.
	 * @param stage gives each method its executor
	 * @return new services
	 */
	public GrpcServices on(ExecutionStage stage) {
		List<BoundService> staged = new ArrayList<>();
		for (int i = 0; i < this.services.size(); i++) {
			staged.add(this.services.get(i).on(stage, this.served.get(i)));
		}
		return new GrpcServices(staged, this.builtIn, this.served);
	}

	/**
	 * How much of their calls has to be known.
	 * @return the methods by their full names
	 */
	Map<String, Tracking> tracking() {
		return this.served.stream()
			.flatMap((service) -> service.methods().stream())
			.collect(Collectors.toMap(ServedMethod::name, GrpcServices::tracking));
	}

	private static Tracking tracking(ServedMethod method) {
		InterceptorChain chain = method.policy().chain();
		if (chain.contains(Stage.DEADLINE)) {
			return Tracking.BOUNDED;
		}
		return chain.contains(Stage.CONTEXT) ? Tracking.KNOWN : Tracking.COUNTED;
	}

	/**
	 * The bound services.
	 * @return the services of the application first, then the built-in ones
	 */
	public List<ServerServiceDefinition> definitions() {
		return this.services.stream().map(BoundService::definition).toList();
	}

	/**
	 * What the calls of each method go through.
	 * @return the services, in the order of {@link #definitions()}
	 */
	public List<ServedService> served() {
		return this.served;
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
