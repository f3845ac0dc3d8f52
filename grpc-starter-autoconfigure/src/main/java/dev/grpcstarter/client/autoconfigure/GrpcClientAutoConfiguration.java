package dev.grpcstarter.client.autoconfigure;

import java.util.stream.Stream;

import dev.grpcstarter.client.ChannelBuilderCustomizer;
import dev.grpcstarter.client.ChannelFactory;
import dev.grpcstarter.client.ChannelTransport;
import dev.grpcstarter.client.ClientTelemetry;
import dev.grpcstarter.client.GeneratedStubFactory;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClientInjection;
import dev.grpcstarter.client.GrpcStubs;
import dev.grpcstarter.client.InProcessChannelTransport;
import dev.grpcstarter.client.StubFactory;
import dev.grpcstarter.client.netty.NettyChannelTransport;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the gRPC client: named channels from the properties, and stubs at
 * the points of injection that ask for them.
 */
@AutoConfiguration(after = GrpcConfigurationAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "grpc.client.enabled", matchIfMissing = true)
@EnableConfigurationProperties(GrpcClientProperties.class)
public final class GrpcClientAutoConfiguration {

	@Bean
	static GrpcClientInjection grpcClientInjection() {
		return new GrpcClientInjection();
	}

	@Bean
	GlobalClientInterceptors globalClientInterceptors(DefaultListableBeanFactory beanFactory) {
		return new GlobalClientInterceptors(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ChannelFactory grpcChannelFactory(GlobalClientInterceptors interceptors,
			ObjectProvider<ChannelTransport> transports, ObjectProvider<ClientTelemetry> telemetry,
			ObjectProvider<ChannelBuilderCustomizer> customizers) {
		Stream<ChannelTransport> builtIn = Stream.of(new InProcessChannelTransport(), new NettyChannelTransport());
		return new ChannelFactory(Stream.concat(transports.orderedStream(), builtIn).toList(),
				telemetry.orderedStream().toList(), interceptors, customizers.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GrpcChannels grpcChannels(GrpcClientProperties properties, ChannelFactory factory) {
		return new GrpcChannels(ChannelDefinitions.of(properties), factory);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GrpcStubs grpcStubs(GrpcChannels channels, ObjectProvider<StubFactory> factories) {
		Stream<StubFactory> builtIn = Stream.of(new GeneratedStubFactory());
		return new GrpcStubs(channels, Stream.concat(factories.orderedStream(), builtIn).toList());
	}

	@Bean
	ReconnectAfterRestart grpcReconnectAfterRestart(GrpcChannels channels) {
		return new ReconnectAfterRestart(channels);
	}

}
