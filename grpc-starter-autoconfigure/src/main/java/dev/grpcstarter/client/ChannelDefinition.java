package dev.grpcstarter.client;

import java.time.Duration;

import dev.grpcstarter.config.OrNone;

/**
 * All that the properties say of a channel, with the defaults filled in.
 *
 * @param name the name, in kebab-case
 * @param target where to connect, such as {@code dns:///inventory:9090}; the syntax is
 * gRPC's own, and {@code in-process:name} reaches a server in the same JVM
 * @param keepalive how the channel notices that a connection is dead
 * @param idleTimeout how long the channel may be without calls before it closes its
 * connections; the next call opens them again
 * @param deadline the deadline of a unary call that has none of its own, counted from the
 * start of that call
 * @param loadBalancing the name of the load-balancing policy
 * @param limits what one reply may bring
 */
public record ChannelDefinition(String name, String target, Keepalive keepalive, Duration idleTimeout,
		OrNone<Duration> deadline, String loadBalancing, Limits limits) {

	/**
	 * Client-side keepalive, as gRFC A8 has it.
	 *
	 * @param time how long a connection may be silent before the client pings the server;
	 * {@code none} never pings
	 * @param timeout how long the client waits for the answer before it gives the
	 * connection up and fails its calls with UNAVAILABLE
	 * @param withoutCalls whether to ping while no call is in flight; most servers punish
	 * that
	 */
	public record Keepalive(OrNone<Duration> time, Duration timeout, boolean withoutCalls) {

	}

	/**
	 * What one reply may bring.
	 *
	 * @param inboundMessageSize the size of the largest reply message, in bytes
	 * @param inboundMetadataSize the size of the largest reply metadata, in bytes
	 */
	public record Limits(int inboundMessageSize, int inboundMetadataSize) {

	}

}
