package dev.grpcstarter.client;

import io.grpc.ManagedChannelBuilder;

/**
 * A bean that has the last word on how channels are built: it sees each builder after all
 * properties have been applied, and nothing is applied after it.
 */
@FunctionalInterface
public interface ChannelBuilderCustomizer {

	/**
	 * Changes a builder.
	 * @param channel the channel that will be built
	 * @param builder its builder
	 */
	void customize(ChannelDefinition channel, ManagedChannelBuilder<?> builder);

}
