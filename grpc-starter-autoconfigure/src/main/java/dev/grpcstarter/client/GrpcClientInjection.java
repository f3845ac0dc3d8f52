package dev.grpcstarter.client;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Lets the bean factory resolve {@link GrpcClient}. It puts a resolver around the one
 * that is there, before any bean is created, and creates none itself. It is not ordered,
 * and so runs after the post processors of Spring that replace the resolver.
 */
public final class GrpcClientInjection implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		DefaultListableBeanFactory factory = (DefaultListableBeanFactory) beanFactory;
		factory.setAutowireCandidateResolver(new GrpcClientResolver(factory.getAutowireCandidateResolver(), factory));
	}

}
