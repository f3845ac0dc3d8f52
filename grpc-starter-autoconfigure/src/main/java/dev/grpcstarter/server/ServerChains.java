package dev.grpcstarter.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.grpcstarter.call.MethodPolicy;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;

/**
 * Puts chains around the handlers of a service, and remembers what is in them. A chain is
 * put together once, from the inside, and a call finds it ready.
 */
final class ServerChains {

	private final Map<String, ServerStage> stages = new HashMap<>();

	private final ServerInterceptorBeans interceptors;

	private final List<ServedService> served = new ArrayList<>();

	/**
	 * Chains of one server.
	 * @param stages what stages do
	 * @param interceptors the interceptors of the application
	 */
	ServerChains(List<ServerStage> stages, ServerInterceptorBeans interceptors) {
		stages.forEach((stage) -> this.stages.put(stage.stage().text(), stage));
		this.interceptors = interceptors;
	}

	/**
	 * What was put together.
	 * @return the services, in the order in which they were bound
	 */
	List<ServedService> served() {
		return List.copyOf(this.served);
	}

	/**
	 * Puts the chains around a service.
	 * @param service the service
	 * @param builtIn whether the starter itself has added it
	 * @param policy gives the policy of a method by its full name
	 * @return the service with the chains
	 */
	ServerServiceDefinition around(ServerServiceDefinition service, boolean builtIn,
			Function<String, MethodPolicy> policy) {
		ServerServiceDefinition.Builder around = ServerServiceDefinition.builder(service.getServiceDescriptor());
		List<ServedMethod> methods = new ArrayList<>();
		for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
			Link<?, ?> link = link(method, policy.apply(method.getMethodDescriptor().getFullMethodName()));
			around.addMethod(link.definition());
			methods.add(link.served());
		}
		this.served.add(new ServedService(service.getServiceDescriptor().getName(), builtIn, methods));
		ServerServiceDefinition chained = around.build();
		return (service.getMethods().containsAll(chained.getMethods())) ? service : chained;
	}

	private <Q, R> Link<Q, R> link(ServerMethodDefinition<Q, R> definition, MethodPolicy policy) {
		MethodDescriptor<Q, R> method = definition.getMethodDescriptor();
		List<String> chain = new ArrayList<>();
		ServerCallHandler<Q, R> handler = definition.getServerCallHandler();
		List<String> names = policy.chain().names();
		for (int position = names.size() - 1; position >= 0; position--) {
			String name = names.get(position);
			ServerStage stage = this.stages.get(name);
			String described = (stage != null) ? stage.describe(method, policy) : name;
			if (stage != null && described != null) {
				chain.add(0, described);
				handler = stage.around(method, policy, handler);
			}
			else if (stage == null && this.interceptors.all().contains(name)) {
				chain.add(0, name);
				handler = new InterceptedMethod<>(this.interceptors.get(name), handler);
			}
		}
		return new Link<>(
				(handler != definition.getServerCallHandler()) ? definition.withServerCallHandler(handler) : definition,
				new ServedMethod(method.getFullMethodName(), method.getType(), chain, policy));
	}

	private record Link<Q, R>(ServerMethodDefinition<Q, R> definition, ServedMethod served) {

	}

}
