package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.grpcstarter.config.OrNone;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Keys of the methods that a pattern names.
 *
 * @param deadline Deadline of unary calls that have none of their own.
 * @param interceptors What calls go through, on top of what they go through without the
 * pattern.
 * @param retry Keys of retry, which come before those of the channel.
 * @param hedging Keys of hedging, which come before those of the channel.
 */
record MethodProperties(@Nullable OrNone<Duration> deadline, @Nullable List<String> interceptors,
		@Nullable @NestedConfigurationProperty RetryProperties retry,
		@Nullable @NestedConfigurationProperty HedgingProperties hedging) {
}
