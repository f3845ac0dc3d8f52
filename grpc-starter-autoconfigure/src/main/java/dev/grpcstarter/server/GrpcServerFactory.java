package dev.grpcstarter.server;

import java.util.ArrayList;
import java.util.List;

import dev.grpcstarter.server.execution.InFlightCalls;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerStreamTracer;

/**
 * Builds the server from its transports and its services. Each call of {@link #create()}
 * builds a new one, because an {@link Server} cannot be started again.
 */
public final class GrpcServerFactory {

	private final List<GrpcTransport> transports;

	private final GrpcServices services;

	private final List<ServerTelemetry> telemetry;

	private final List<ServerBuilderCustomizer> customizers;

	/**
	 * Builds servers.
	 * @param transports where to listen, at least one
	 * @param services what to serve
	 * @param telemetry what watches the calls
	 * @param customizers what has the last word on each builder, in this order
	 */
	public GrpcServerFactory(List<GrpcTransport> transports, GrpcServices services, List<ServerTelemetry> telemetry,
			List<ServerBuilderCustomizer> customizers) {
		this.transports = List.copyOf(transports);
		this.services = services;
		this.telemetry = List.copyOf(telemetry);
		this.customizers = List.copyOf(customizers);
	}

	/**
	 * What the servers serve.
	 * @return the services
	 */
	public GrpcServices services() {
		return this.services;
	}

	GrpcServer create() {
		InFlightCalls inFlight = new InFlightCalls(this.services.tracking());
		List<ServerStreamTracer.Factory> tracers = new ArrayList<>();
		if (inFlight.isTracing()) {
			tracers.add(inFlight);
		}
		this.telemetry.forEach((watcher) -> tracers.add(watcher.tracerFactory(this.services.definitions())));
		List<Runnable> whenEnded = new ArrayList<>();
		try {
			return new GrpcServer(this.transports.stream()
				.map((transport) -> new GrpcServer.Listener(transport.address(), build(transport, tracers, whenEnded)))
				.toList(), inFlight, whenEnded);
		}
		catch (RuntimeException | Error ex) {
			GrpcServer.runAll(whenEnded);
			throw ex;
		}
	}

	private Server build(GrpcTransport transport, List<ServerStreamTracer.Factory> tracers, List<Runnable> whenEnded) {
		ServerBuilder<?> builder = transport.newServerBuilder(whenEnded::add);
		// each method has its own executor in its first stage
		builder.directExecutor();
		tracers.forEach(builder::addStreamTracerFactory);
		this.services.definitions().forEach(builder::addService);
		this.customizers.forEach((customizer) -> customizer.customize(transport.address(), builder));
		Server server = builder.build();
		// gRPC's channelz holds on to servers that are built and never started
		whenEnded.add(server::shutdownNow);
		return server;
	}

}
