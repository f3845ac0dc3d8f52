package dev.grpcstarter.server;

import java.util.function.Consumer;

import io.grpc.ServerBuilder;

/**
 * One way in which calls reach the server. Each transport of an application is served by
 * an {@link io.grpc.Server} of its own, with the same services.
 */
public interface GrpcTransport {

	/**
	 * Where it listens.
	 * @return the address as configured, which may name port {@code 0}
	 */
	ListenAddress address();

	/**
	 * A builder with everything set that is the transport's own, and no services yet.
	 * @param whenEnded takes what is to be done when the server has ended, or when it
	 * could not be started
	 * @return a new builder
	 * @throws GrpcServerBindException if the address cannot exist
	 */
	ServerBuilder<?> newServerBuilder(Consumer<Runnable> whenEnded);

}
