package dev.grpcstarter.server.execution;

/**
 * How much has to be known of the calls of a method while they are in flight.
 */
public enum Tracking {

	/**
	 * Nothing but how many there are: nothing is made for a single call.
	 */
	COUNTED,

	/**
	 * Each of them, so that {@link dev.grpcstarter.call.GrpcCall} gives it.
	 */
	KNOWN,

	/**
	 * Each of them, and their deadlines are ours: gRPC is kept from having a timer of its
	 * own, which would reset the stream instead of closing the call with a status.
	 */
	BOUNDED

}
