package dev.grpcstarter.conformance.badserver;

import java.io.IOException;
import java.util.Locale;

import io.grpc.Status;

/**
 * What a server does wrong, and what a client should make of it.
 */
interface Misbehaviour {

	String name();

	/**
	 * How a unary call ends.
	 */
	Status.Code unary();

	/**
	 * How a call with a stream of replies ends.
	 */
	Status.Code streaming();

	/**
	 * Serves a connection until it ends.
	 */
	void serve(Peer peer) throws IOException, InterruptedException;

	/**
	 * Whether its connections are good for more calls when the server behaves well again.
	 */
	boolean leavesConnectionsUsable();

	default String channel() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
