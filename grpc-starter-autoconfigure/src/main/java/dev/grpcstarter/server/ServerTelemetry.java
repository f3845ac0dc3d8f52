package dev.grpcstarter.server;

import java.util.List;

import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;

/**
 * Watches every call to the server from outside all interceptors: those that are refused
 * and those to unknown methods too. It watches the server of the context that it is a
 * bean of, and not those of child contexts.
 */
@FunctionalInterface
public interface ServerTelemetry {

	/**
	 * Prepares for the methods that are about to be served. Called once each time the
	 * server is built, so that nothing needs to be made or looked up by name parts during
	 * a call.
	 * @param services all services of the server
	 * @return what makes a tracer for each call
	 */
	ServerStreamTracer.Factory tracerFactory(List<ServerServiceDefinition> services);

}
