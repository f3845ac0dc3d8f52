package dev.grpcstarter.propagation.autoconfigure;

import dev.grpcstarter.config.Findings;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.propagation.ContextAsyncConfigurer;
import dev.grpcstarter.propagation.GrpcContextTaskDecorator;
import dev.grpcstarter.propagation.VoidAsyncAdvisor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Role;
import org.springframework.scheduling.annotation.AbstractAsyncConfiguration;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * Auto-configuration of what carries the context of a call to Spring's executors.
 */
@AutoConfiguration(after = { GrpcConfigurationAutoConfiguration.class, TaskExecutionAutoConfiguration.class },
		afterName = "dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration")
public final class GrpcContextAutoConfiguration {

	private static final String SERVER = "dev.grpcstarter.server.GrpcServices";

	// a fallback, so that who wants the one decorator of the application gets that
	@Bean
	@Fallback
	GrpcContextTaskDecorator grpcContextTaskDecorator() {
		return new GrpcContextTaskDecorator();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnBean(name = TaskManagementConfigUtils.ASYNC_ANNOTATION_PROCESSOR_BEAN_NAME)
	static VoidAsyncAdvisor grpcVoidAsyncAdvisor() {
		return new VoidAsyncAdvisor();
	}

	@Bean
	@ConditionalOnBean(AbstractAsyncConfiguration.class)
	@ConditionalOnMissingBean(AsyncConfigurer.class)
	ContextAsyncConfigurer grpcAsyncConfigurer(BeanFactory beanFactory, GrpcContextTaskDecorator decorator) {
		return new ContextAsyncConfigurer(beanFactory, decorator);
	}

	@Bean
	@ConditionalOnBean(value = AbstractAsyncConfiguration.class, type = SERVER)
	AsyncExecutorCheck grpcAsyncExecutorCheck(DefaultListableBeanFactory beanFactory, Findings findings) {
		return new AsyncExecutorCheck(beanFactory, findings);
	}

	@Bean
	@ConditionalOnBean(value = AbstractAsyncConfiguration.class, type = SERVER)
	AsyncVoidCheck grpcAsyncVoidCheck(DefaultListableBeanFactory beanFactory, Findings findings) {
		return new AsyncVoidCheck(beanFactory, findings);
	}

}
