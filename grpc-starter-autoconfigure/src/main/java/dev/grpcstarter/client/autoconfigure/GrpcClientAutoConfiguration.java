package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.grpcstarter.client.ChannelBuilderCustomizer;
import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ChannelFactory;
import dev.grpcstarter.client.ChannelTransport;
import dev.grpcstarter.client.ClientChains;
import dev.grpcstarter.client.ClientInterceptorBeans;
import dev.grpcstarter.client.ClientTelemetry;
import dev.grpcstarter.client.ClientThreads;
import dev.grpcstarter.client.ConnectAtStart;
import dev.grpcstarter.client.GeneratedStubFactory;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClientInjection;
import dev.grpcstarter.client.GrpcStubs;
import dev.grpcstarter.client.InProcessChannelTransport;
import dev.grpcstarter.client.LoadBalancingPolicies;
import dev.grpcstarter.client.ResolutionDecorator;
import dev.grpcstarter.client.StubFactory;
import dev.grpcstarter.client.naming.JvmDnsCache;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.client.netty.ClientEventLoops;
import dev.grpcstarter.client.netty.NettyChannelTransport;
import dev.grpcstarter.client.tls.ClientTls;
import dev.grpcstarter.config.Findings;
import dev.grpcstarter.config.OwnBeans;
import dev.grpcstarter.config.UnbracketedPatterns;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration of the gRPC client: named channels from the properties, and stubs at
 * the points of injection that ask for them. A client is made of the beans of its own
 * context: interceptors, customizers and telemetry of a parent context are the parent's
 * alone. They are looked for when the first channel is built.
 */
@AutoConfiguration(after = GrpcConfigurationAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "grpc.client.enabled", matchIfMissing = true)
@EnableConfigurationProperties(GrpcClientProperties.class)
@Import({ ClientConnections.class, ClientCalls.class })
public final class GrpcClientAutoConfiguration {

	/**
	 * The name of the bean that is destroyed before what its channels are made of.
	 */
	static final String CHANNELS = "grpcChannels";

	@Bean
	static GrpcClientInjection grpcClientInjection() {
		return new GrpcClientInjection();
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ChannelFactory grpcChannelFactory(NameResolvers nameResolvers, ClientChains chains, ClientThreads threads,
			ClientEventLoops eventLoops, ClientTls tls, Findings findings, DefaultListableBeanFactory beanFactory) {
		OwnBeans own = new OwnBeans(beanFactory);
		List<ChannelTransport> transports = new ArrayList<>(own.inOrder(ChannelTransport.class, CHANNELS));
		transports.add(new InProcessChannelTransport(threads));
		transports.add(new NettyChannelTransport(eventLoops, tls));
		return new ChannelFactory(transports, nameResolvers, own.inOrder(ResolutionDecorator.class, CHANNELS),
				own.inOrder(ClientTelemetry.class, CHANNELS), chains,
				own.inOrder(ChannelBuilderCustomizer.class, CHANNELS), threads, findings);
	}

	// so that threads end after the channels, which know of them only when they are built
	@Bean(CHANNELS)
	@DependsOn("grpcClientEventLoops")
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GrpcChannels grpcChannels(GrpcClientProperties properties, NameResolvers nameResolvers,
			LoadBalancingPolicies policies, ClientTls tls, ClientInterceptorBeans interceptors, ClientChains chains,
			Findings findings, ClientThreads threads, Environment environment, DefaultListableBeanFactory beanFactory) {
		List<ChannelDefinition> definitions = ChannelDefinitions.of(properties, nameResolvers, policies,
				new UnbracketedPatterns(environment));
		new ChannelReferences(tls, new CredentialsBeans(beanFactory), interceptors).check(properties);
		new KeepaliveCheck(findings).check(properties);
		new ChannelKeysWithoutEffect(nameResolvers, findings).check(properties);
		new DnsCacheCheck(JvmDnsCache.ofThisJvm(), findings).check(definitions);
		new ChannelChainFindings(chains, interceptors.own(), findings).check(properties, definitions,
				ChannelDefinitions.unnamed(properties, policies));
		return new GrpcChannels(definitions, (target) -> ChannelDefinitions.unnamed(properties, policies, target),
				nameResolvers, threads, chains, () -> beanFactory.getBean(ChannelFactory.class));
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GrpcStubs grpcStubs(GrpcChannels channels, DefaultListableBeanFactory beanFactory) {
		return new GrpcStubs(channels, SingletonSupplier.of(() -> stubFactories(new OwnBeans(beanFactory))));
	}

	private static List<StubFactory> stubFactories(OwnBeans own) {
		List<StubFactory> factories = new ArrayList<>(own.inOrder(StubFactory.class));
		factories.add(new GeneratedStubFactory());
		return factories;
	}

	@Bean
	ConnectAtStart grpcConnectAtStart(GrpcChannels channels, ClientThreads threads) {
		return new ConnectAtStart(channels, threads);
	}

	@Bean
	ReconnectAfterRestart grpcReconnectAfterRestart(GrpcChannels channels) {
		return new ReconnectAfterRestart(channels);
	}

}
