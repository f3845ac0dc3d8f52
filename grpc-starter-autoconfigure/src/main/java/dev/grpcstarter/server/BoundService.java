package dev.grpcstarter.server;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.grpcstarter.config.Problems;
import dev.grpcstarter.server.execution.AnnotatedExecution;
import dev.grpcstarter.server.execution.Execution;
import dev.grpcstarter.server.execution.ExecutionStage;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

import org.springframework.aop.framework.AopProxyUtils;

/**
 * A service whose handlers are known, and what its class says of them.
 *
 * @param definition the service
 * @param executions the kinds of thread that annotations ask for, by the full names of
 * methods
 * @param interceptors the names of the interceptors that the service has for itself
 */
record BoundService(ServerServiceDefinition definition, Map<String, Execution> executions, List<String> interceptors) {

	/**
	 * Binds a service.
	 * @param service the service
	 * @param interceptors the names of the interceptors that it has for itself
	 * @param problems takes what is wrong with its annotations
	 * @return the bound service
	 */
	static BoundService of(BindableService service, List<String> interceptors, Problems problems) {
		ServerServiceDefinition definition = ServiceBean.bind(service);
		return new BoundService(definition, AnnotatedExecution.of(AopProxyUtils.ultimateTargetClass(service),
				definition.getServiceDescriptor(), problems), interceptors);
	}

	/**
	 * The full name of the service, such as {@code shop.Inventory}.
	 * @return the name
	 */
	String name() {
		return this.definition.getServiceDescriptor().getName();
	}

	BoundService with(UnaryOperator<ServerServiceDefinition> change) {
		return new BoundService(change.apply(this.definition), this.executions, this.interceptors);
	}

	BoundService on(ExecutionStage stage) {
		return with((unstaged) -> stage.around(unstaged, this.executions));
	}

}
