package dev.grpcstarter.server.execution;

import io.grpc.ServerCall;

/**
 * The listener of a call that has ended before it had one.
 *
 * @param <Q> the type of the request
 */
public final class NoListener<Q> extends ServerCall.Listener<Q> {

}
