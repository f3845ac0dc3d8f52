package dev.grpcstarter.server.execution;

import io.grpc.ServerCall;

/**
 * A listener around another one, which makes nothing of the end of a call itself. Those
 * of the starter's own stages are; those of interceptors are not.
 */
public interface BuiltInListener {

	/**
	 * The listener inside.
	 * @return the listener
	 */
	ServerCall.Listener<?> inner();

}
