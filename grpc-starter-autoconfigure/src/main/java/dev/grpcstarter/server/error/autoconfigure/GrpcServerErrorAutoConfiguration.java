package dev.grpcstarter.server.error.autoconfigure;

import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.server.error.ExceptionStage;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what becomes of exceptions in calls to the server.
 */
@AutoConfiguration(before = GrpcServerAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "grpc.server.enabled", matchIfMissing = true)
public final class GrpcServerErrorAutoConfiguration {

	@Bean
	ExceptionStage grpcExceptions(DefaultListableBeanFactory beanFactory) {
		return ExceptionStage.of(beanFactory);
	}

}
