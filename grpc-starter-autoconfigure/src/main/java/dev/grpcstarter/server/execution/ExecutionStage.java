package dev.grpcstarter.server.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.grpcstarter.server.execution.RequestMarshaller.Received;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;

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
	 * Puts the stage around a service, outside of all that is around it already.
	 * @param service the service
	 * @param annotated what {@link GrpcExecution} says, by the full names of methods
	 * @return the service with the stage
	 */
	public ServerServiceDefinition around(ServerServiceDefinition service, Map<String, Execution> annotated) {
		List<ServerMethodDefinition<?, ?>> definitions = new ArrayList<>();
		for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
			String name = method.getMethodDescriptor().getFullMethodName();
			definitions.add(around(method, this.executors.get(this.methods.name(name, annotated.get(name)))));
		}
		ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
			.setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
		definitions.forEach((definition) -> descriptor.addMethod(definition.getMethodDescriptor()));
		ServerServiceDefinition.Builder around = ServerServiceDefinition.builder(descriptor.build());
		definitions.forEach(around::addMethod);
		return around.build();
	}

	private <Q, R> ServerMethodDefinition<?, ?> around(ServerMethodDefinition<Q, R> definition, CallExecutor executor) {
		MethodDescriptor<Q, R> method = definition.getMethodDescriptor();
		ServerCallHandler<Q, R> handler = definition.getServerCallHandler();
		boolean direct = executor == CallExecutor.DIRECT;
		MethodDescriptor<Received<Q>, R> unparsed = method
			.toBuilder(new RequestMarshaller<>(method.getRequestMarshaller(), !direct), method.getResponseMarshaller())
			.build();
		return ServerMethodDefinition.create(unparsed, (direct) ? new DirectMethod<>(method, watched(method, handler))
				: new DispatchedMethod<>(method, handler, executor));
	}

	private <Q, R> ServerCallHandler<Q, R> watched(MethodDescriptor<Q, R> method, ServerCallHandler<Q, R> handler) {
		BlockingWatch watch = (NEVER_BLOCKS.equals(method.getServiceName())) ? null : this.executors.blockingWatch();
		return (watch != null) ? new WatchedMethod<>(method.getFullMethodName(), handler, watch) : handler;
	}

}
