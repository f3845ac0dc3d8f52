package dev.grpcstarter.client.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Keys of the methods that a pattern names.
 *
 * @param retry Keys of retry, which come before those of the channel.
 * @param hedging Keys of hedging, which come before those of the channel.
 */
record MethodProperties(@Nullable @NestedConfigurationProperty RetryProperties retry,
		@Nullable @NestedConfigurationProperty HedgingProperties hedging) {

}
