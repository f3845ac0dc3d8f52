package dev.grpcstarter.propagation.autoconfigure;

import dev.grpcstarter.propagation.GrpcContextTaskDecorator;
import dev.grpcstarter.propagation.VoidAsyncAdvisor;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Role;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * Auto-configuration of what carries the context of a call to Spring's executors.
 */
@AutoConfiguration
public final class GrpcContextAutoConfiguration {

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

}
