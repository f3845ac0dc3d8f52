package dev.grpcstarter.client;

import io.grpc.ClientInterceptor;
import io.grpc.ServiceDescriptor;

/**
 * Watches every call over every channel from outside all other interceptors.
 */
@FunctionalInterface
public interface ClientTelemetry {

	/**
	 * Prepares for the calls of a channel that is about to be built. Channels that an
	 * application opens itself come and go: what is kept of each target would only grow.
	 * @param channel the channel; for one that is opened like another, that other, and
	 * for one that is like none, a channel without a name
	 * @return what sees the channel's calls
	 */
	CallWatcher watch(ChannelDefinition channel);

	/**
	 * Sees the calls of one channel.
	 */
	interface CallWatcher extends ClientInterceptor {

		/**
		 * A stub of a service was made for the channel, so its methods may be called.
		 * @param service the service
		 */
		default void expect(ServiceDescriptor service) {
		}

	}

}
