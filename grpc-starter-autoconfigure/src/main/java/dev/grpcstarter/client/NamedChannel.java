package dev.grpcstarter.client;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.grpc.ManagedChannel;
import io.grpc.ServiceDescriptor;

/**
 * A channel that was built, and what watches its calls.
 *
 * @param channel the channel, with its interceptors
 * @param members the channels of which it is made: itself, or those of a pool
 * @param expecting what wants to know of the services that will be called
 * @param expected the names of those that it knows of
 */
record NamedChannel(ManagedChannel channel, List<ManagedChannel> members, List<Consumer<ServiceDescriptor>> expecting,
		Set<String> expected) {

	NamedChannel(ManagedChannel channel, List<ManagedChannel> members, List<Consumer<ServiceDescriptor>> expecting) {
		this(channel, members, expecting, ConcurrentHashMap.newKeySet());
	}

	void expect(ServiceDescriptor service) {
		if (this.expected.add(service.getName())) {
			this.expecting.forEach((watcher) -> watcher.accept(service));
		}
	}

}
