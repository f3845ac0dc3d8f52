package dev.grpcstarter.client.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Keys of the client.
 *
 * @param enabled Whether to inject stubs and channels.
 * @param defaults Keys that hold for every channel that does not set them itself.
 * @param channels Channels by name. Names are in kebab-case.
 */
@ConfigurationProperties("grpc.client")
record GrpcClientProperties(@DefaultValue("true") boolean enabled,
		@Nullable @NestedConfigurationProperty ChannelProperties defaults,
		@DefaultValue Map<String, ChannelProperties> channels) {

	GrpcClientProperties {
		channels = ChannelNames.inOneSpelling(channels);
	}

}
