package dev.grpcstarter.server;

import java.time.Duration;

import dev.grpcstarter.config.OrNone;

/**
 * How the server keeps its connections alive and young: the {@code ServerParameters} and
 * the {@code EnforcementPolicy} of gRFC A8 and A9.
 *
 * @param time how long a connection may be silent before the server pings its client;
 * {@code none} never pings
 * @param timeout how long the server waits for the answer to a ping before it closes the
 * connection
 * @param permitTime the shortest interval between two pings of a client that is not
 * punished; a client that pings more often gets a GOAWAY with {@code too_many_pings}
 * @param permitWithoutCalls whether a client may ping while it has no call in flight
 * @param maxConnectionIdle how long a connection may be without calls before it is closed
 * gracefully
 * @param maxConnectionAge how long a connection may live before it is closed gracefully;
 * gRPC spreads this by 10 % in both directions
 * @param maxConnectionAgeGrace how long calls may go on after the maximum age before they
 * are cut; {@code none} lets them end in their own time
 */
public record ServerKeepalive(OrNone<Duration> time, Duration timeout, Duration permitTime, boolean permitWithoutCalls,
		OrNone<Duration> maxConnectionIdle, OrNone<Duration> maxConnectionAge, OrNone<Duration> maxConnectionAgeGrace) {

}
