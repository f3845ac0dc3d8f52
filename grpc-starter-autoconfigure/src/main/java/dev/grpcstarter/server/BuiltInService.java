package dev.grpcstarter.server;

import java.util.Set;

import io.grpc.BindableService;

/**
 * A service that the starter itself adds to the server, unless a bean of the application
 * serves the same name. It can follow the server's life, to end streams that would
 * otherwise hold up the shutdown.
 */
public interface BuiltInService {

	/**
	 * What is served.
	 * @return the service
	 */
	BindableService service();

	/**
	 * The server has started.
	 * @param services the names of all services that it serves
	 */
	default void started(Set<String> services) {
	}

	/**
	 * The server is about to stop and still accepts calls: those who balance over several
	 * servers are to be told to go elsewhere. Streams stay open. {@link #stopping()}
	 * follows.
	 */
	default void draining() {
	}

	/**
	 * The server is about to accept no more calls: streams that would hold up the stop
	 * are to be ended.
	 */
	default void stopping() {
	}

}
