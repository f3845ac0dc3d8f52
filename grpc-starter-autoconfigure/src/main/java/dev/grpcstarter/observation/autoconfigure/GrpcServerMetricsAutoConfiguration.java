package dev.grpcstarter.observation.autoconfigure;

import dev.grpcstarter.observation.ServerCallMetrics;
import dev.grpcstarter.observation.ServerCertificateMetrics;
import dev.grpcstarter.observation.ServerExecutorMetrics;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerTlsAutoConfiguration;
import dev.grpcstarter.server.execution.CallExecutors;
import dev.grpcstarter.server.tls.ServerCertificate;
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
 * Auto-configuration of the metrics of calls to the server, where the application has a
 * {@link MeterRegistry}. Each server has its own, in the registry of a parent context
 * too, where Boot binds nothing for a child.
 */
@AutoConfiguration(after = { GrpcServerAutoConfiguration.class, GrpcServerTlsAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = { "grpc.metrics.enabled", "grpc.server.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(GrpcMetricsProperties.class)
public final class GrpcServerMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ServerCallMetrics grpcServerCallMetrics(MeterRegistry registry) {
		return new ServerCallMetrics(registry);
	}

	@Bean
	@ConditionalOnBean(value = ServerCertificate.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ServerCertificateMetrics grpcServerCertificateMetrics(ServerCertificate certificate, MeterRegistry registry) {
		return new ServerCertificateMetrics(certificate, registry);
	}

	@Bean
	@ConditionalOnBean(value = CallExecutors.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ServerExecutorMetrics grpcServerExecutorMetrics(CallExecutors executors, MeterRegistry registry) {
		return new ServerExecutorMetrics(executors, registry);
	}

}
