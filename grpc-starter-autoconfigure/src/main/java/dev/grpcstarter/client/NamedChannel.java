package dev.grpcstarter.client;

import java.util.List;

import dev.grpcstarter.client.ClientTelemetry.CallWatcher;
import io.grpc.ManagedChannel;

/**
 * A channel that was built, and what watches its calls.
 *
 * @param channel the channel, with its interceptors
 * @param members the channels of which it is made: itself, or those of a pool
 * @param watchers what wants to know of the services that will be called
 */
record NamedChannel(ManagedChannel channel, List<ManagedChannel> members, List<CallWatcher> watchers) {

}
