package dev.grpcstarter.client;

import io.grpc.ManagedChannelBuilder;

/**
 * One way in which channels connect.
 */
public interface ChannelTransport {

	/**
	 * Whether this transport connects to a target.
	 * @param target the target of a channel
	 * @return {@code true} if {@link #newChannelBuilder} may be called for it
	 */
	boolean supports(String target);

	/**
	 * A builder with everything set that is the transport's own.
	 * @param definition the channel to build
	 * @return a new builder
	 */
	ManagedChannelBuilder<?> newChannelBuilder(ChannelDefinition definition);

}
