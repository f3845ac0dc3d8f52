package dev.grpcstarter.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.server.execution.AnnotatedExecution;
import dev.grpcstarter.server.execution.Execution;
import dev.grpcstarter.server.execution.ExecutionStage;
import dev.grpcstarter.server.execution.HandledMethod;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

import org.springframework.aop.framework.AopProxyUtils;

/**
 * A service whose handlers are known, and what its class says of them.
 *
 * @param bare the service as it was bound
 * @param definition the service with what has been put around it
 * @param executions the kinds of thread that annotations ask for, by the full names of
 * methods
 * @param interceptors the names of the interceptors that the service has for itself
 */
record BoundService(ServerServiceDefinition bare, ServerServiceDefinition definition, Map<String, Execution> executions,
		List<String> interceptors) {

	/**
	 * Binds a service.
	 * @param service the service
	 * @param interceptors the names of the interceptors that it has for itself
	 * @param problems takes what is wrong with its annotations
	 * @return the bound service
	 */
	static BoundService of(BindableService service, List<String> interceptors, Problems problems) {
		ServerServiceDefinition definition = ServiceBean.bind(service);
		return new BoundService(definition, definition, AnnotatedExecution
			.of(AopProxyUtils.ultimateTargetClass(service), definition.getServiceDescriptor(), problems), interceptors);
	}

	/**
	 * The full name of the service, such as {@code shop.Inventory}.
	 * @return the name
	 */
	String name() {
		return this.definition.getServiceDescriptor().getName();
	}

	BoundService with(UnaryOperator<ServerServiceDefinition> change) {
		return new BoundService(this.bare, change.apply(this.definition), this.executions, this.interceptors);
	}

	/**
	 * The service with its handlers on threads.
	 * @param stage gives each method its executor
	 * @param served what the methods go through
	 * @return the service with the stage
	 */
	BoundService on(ExecutionStage stage, ServedService served) {
		Map<String, HandledMethod> methods = new HashMap<>();
		for (ServedMethod method : served.methods()) {
			MethodPolicy policy = method.policy();
			methods.put(method.name(),
					new HandledMethod(this.executions.get(method.name()), !served.builtIn() && isBare(method.name()),
							(policy.chain().contains(Stage.DEADLINE)) ? policy.deadlines() : null));
		}
		return with((unstaged) -> stage.around(unstaged,
				(name) -> Objects.requireNonNull(methods.get(name), "a method that is not served")));
	}

	private boolean isBare(String method) {
		return this.definition.getMethods()
			.stream()
			.filter((defined) -> defined.getMethodDescriptor().getFullMethodName().equals(method))
			.allMatch(this.bare.getMethods()::contains);
	}

}
