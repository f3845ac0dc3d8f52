package dev.grpcstarter.client;

import io.grpc.ClientInterceptor;
import io.grpc.ServiceDescriptor;

/**
 * Watches every call over every channel from outside all other interceptors.
 */
@FunctionalInterface
public interface ClientTelemetry {

	/**
	 * Prepares for the calls of a channel that is about to be built.
	 * @param channel the channel
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
