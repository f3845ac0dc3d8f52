package dev.grpcstarter.server.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.grpcstarter.call.Deadlines;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Puts the first stage around the handlers of services: each method gets its executor
 * here, when it is bound. The transports themselves run everything on their event loops.
 */
public final class ExecutionStage {

	/**
	 * Served on the event loop in every application, and not worth a thread that looks.
	 */
	private static final String NEVER_BLOCKS = "grpc.health.v1.Health";

	private final MethodExecutors methods;

	private final CallExecutors executors;

	/**
	 * A stage for all services of an application.
	 * @param methods which executor each method has
	 * @param executors the executors
	 */
	public ExecutionStage(MethodExecutors methods, CallExecutors executors) {
		this.methods = methods;
		this.executors = executors;
	}

	/**
	 * Puts the stage around a service, outside of all that is around it already. A direct
	 * method with nothing around it stays as its service has bound it.
	 * @param service the service
	 * @param methods what is known of a method, by its full name
	 * @return the service with the stage
	 */
	public ServerServiceDefinition around(ServerServiceDefinition service, Function<String, HandledMethod> methods) {
		List<ServerMethodDefinition<?, ?>> definitions = new ArrayList<>();
		for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
			String name = method.getMethodDescriptor().getFullMethodName();
			definitions.add(around(method, methods.apply(name)));
		}
		if (service.getMethods().containsAll(definitions)) {
			return service;
		}
		ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
			.setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
		definitions.forEach((definition) -> descriptor.addMethod(definition.getMethodDescriptor()));
		ServerServiceDefinition.Builder around = ServerServiceDefinition.builder(descriptor.build());
		definitions.forEach(around::addMethod);
		return around.build();
	}

	private <Q, R> ServerMethodDefinition<?, ?> around(ServerMethodDefinition<Q, R> definition, HandledMethod known) {
		MethodDescriptor<Q, R> method = definition.getMethodDescriptor();
		CallExecutor executor = this.executors.get(this.methods.name(method.getFullMethodName(), known.annotated()));
		boolean direct = executor == CallExecutor.DIRECT;
		BlockingWatch watch = (direct) ? watch(method) : null;
		if (direct && known.bare() && watch == null) {
			return definition;
		}
		ServerCallHandler<Q, R> handler = definition.getServerCallHandler();
		Deadlines deadlines = known.deadlines();
		MethodDeadline deadline = (deadlines != null)
				? new MethodDeadline(method, deadlines, this.executors.deadlineTimer()) : null;
		MethodDescriptor<Object, R> unparsed = method
			.toBuilder(new RequestMarshaller<>(method.getRequestMarshaller(), !direct), method.getResponseMarshaller())
			.build();
		return ServerMethodDefinition.create(unparsed, (direct) ? new DirectMethod<>(method, handler, deadline, watch)
				: new DispatchedMethod<>(method, handler, executor, deadline));
	}

	private @Nullable BlockingWatch watch(MethodDescriptor<?, ?> method) {
		return (NEVER_BLOCKS.equals(method.getServiceName())) ? null : this.executors.blockingWatch();
	}

}
