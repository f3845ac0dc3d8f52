package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.ClientChains;
import dev.grpcstarter.client.ClientInterceptorBeans;
import dev.grpcstarter.client.ClientTelemetry;
import dev.grpcstarter.client.ClientThreads;
import dev.grpcstarter.client.GrpcChannels;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the calls of all channels go through.
 */
@Configuration(proxyBeanMethods = false)
class ClientCalls {

	@Bean
	ClientInterceptorBeans grpcClientInterceptorBeans(DefaultListableBeanFactory beanFactory) {
		return new ClientInterceptorBeans(beanFactory, GrpcClientAutoConfiguration.CHANNELS);
	}

	// telemetry may need what is not there yet, so it is looked for, and not created
	@Bean
	ClientChains grpcClientChains(ClientInterceptorBeans interceptors, ClientThreads threads,
			DefaultListableBeanFactory beanFactory) {
		boolean watched = beanFactory.getBeanNamesForType(ClientTelemetry.class, true, false).length > 0;
		return new ClientChains(interceptors, new CredentialsBeans(beanFactory)::get, threads, watched);
	}

	@Bean
	ChainsAtStart grpcClientChainsAtStart(GrpcChannels channels, ClientInterceptorBeans interceptors) {
		return new ChainsAtStart(channels, interceptors);
	}

}
