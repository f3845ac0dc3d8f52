package dev.grpcstarter.observation.autoconfigure;

import dev.grpcstarter.observation.ClientCallMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the metrics of calls by the client, where the application has a
 * {@link MeterRegistry}. Each client has its own, in the registry of a parent context
 * too.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = { "grpc.metrics.enabled", "grpc.client.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(GrpcMetricsProperties.class)
public final class GrpcClientMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ClientCallMetrics grpcClientCallMetrics(MeterRegistry registry) {
		return new ClientCallMetrics(registry);
	}

}
