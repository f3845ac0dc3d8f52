package dev.grpcstarter.client.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Keys of the methods that a pattern names.
 *
 * @param retry Keys of retry.
 * @param hedging Keys of hedging.
 */
record MethodProperties(@Nullable @NestedConfigurationProperty RetryProperties retry,
		@Nullable @NestedConfigurationProperty HedgingProperties hedging) {

}
