package dev.grpcstarter.propagation.autoconfigure;

import java.lang.annotation.Annotation;

import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;

import org.springframework.aop.framework.autoproxy.AbstractAutoProxyCreator;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * Tells when {@code void} work of
 * {@link org.springframework.scheduling.annotation.Async @Async} stays bound to its call,
 * because {@link dev.grpcstarter.propagation.VoidAsyncAdvisor} cannot reach it.
 */
record AsyncVoidCheck(DefaultListableBeanFactory beanFactory, Findings findings) implements SmartInitializingSingleton {

	@Override
	public void afterSingletonsInstantiated() {
		if (this.beanFactory.containsBean(TaskManagementConfigUtils.ASYNC_EXECUTION_ASPECT_BEAN_NAME)) {
			add("@EnableAsync", "AspectJ weaves it");
		}
		else if (this.beanFactory.getBeanNamesForType(AbstractAutoProxyCreator.class, true, false).length == 0) {
			add("spring.aop.auto", "nothing makes proxies for advisors");
		}
		for (String name : this.beanFactory.getBeanNamesForAnnotation(EnableAsync.class)) {
			EnableAsync async = this.beanFactory.findAnnotationOnBean(name, EnableAsync.class);
			if (async != null && async.annotation() != Annotation.class) {
				add("@EnableAsync", "it is marked with @" + async.annotation().getSimpleName());
			}
		}
	}

	private void add(String key, String why) {
		this.findings.add(new Finding("async-void-not-forked", key,
				"void work of @Async ends when the call that has asked for it does, because " + why,
				"Let it run in Context.current().fork() where it is to go on."));
	}

}
