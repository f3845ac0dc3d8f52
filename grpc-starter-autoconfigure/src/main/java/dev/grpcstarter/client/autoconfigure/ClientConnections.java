package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.ClientThreads;
import dev.grpcstarter.client.LoadBalancingPolicies;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.client.netty.ClientEventLoops;
import dev.grpcstarter.client.tls.ClientTls;
import dev.grpcstarter.config.OwnBeans;
import io.grpc.LoadBalancerProvider;
import io.grpc.NameResolverProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.util.function.SingletonSupplier;

/**
 * What the connections of all channels share, and what outlives them.
 */
@Configuration(proxyBeanMethods = false)
class ClientConnections {

	@Bean
	ClientThreads grpcClientThreads() {
		return new ClientThreads();
	}

	@Bean
	NameResolvers grpcNameResolvers(DefaultListableBeanFactory beanFactory) {
		return new NameResolvers(SingletonSupplier.of(() -> new OwnBeans(beanFactory)
			.inOrder(NameResolverProvider.class, GrpcClientAutoConfiguration.CHANNELS)));
	}

	@Bean
	LoadBalancingPolicies grpcLoadBalancingPolicies(DefaultListableBeanFactory beanFactory) {
		return new LoadBalancingPolicies(new OwnBeans(beanFactory).inOrder(LoadBalancerProvider.class));
	}

	// whose callbacks run on the threads until the last connection is closed
	@Bean
	@DependsOn("grpcClientThreads")
	ClientEventLoops grpcClientEventLoops() {
		return new ClientEventLoops();
	}

	@Bean
	ClientTls grpcClientTls(ObjectProvider<SslBundles> bundles) {
		return new ClientTls(bundles.getIfAvailable(DefaultSslBundleRegistry::new));
	}

}
