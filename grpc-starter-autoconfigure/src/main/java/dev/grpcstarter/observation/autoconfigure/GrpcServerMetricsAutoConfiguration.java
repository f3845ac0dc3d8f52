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
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the metrics of calls to the server, where the application has a
 * {@link MeterRegistry}.
 */
@AutoConfiguration(after = { GrpcServerAutoConfiguration.class, GrpcServerTlsAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = { "grpc.metrics.enabled", "grpc.server.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(GrpcMetricsProperties.class)
public final class GrpcServerMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ServerCallMetrics grpcServerCallMetrics(MeterRegistry registry) {
		return new ServerCallMetrics(registry);
	}

	@Bean
	@ConditionalOnBean(ServerCertificate.class)
	@ConditionalOnMissingBean
	ServerCertificateMetrics grpcServerCertificateMetrics(ServerCertificate certificate) {
		return new ServerCertificateMetrics(certificate);
	}

	@Bean
	@ConditionalOnBean(CallExecutors.class)
	@ConditionalOnMissingBean
	ServerExecutorMetrics grpcServerExecutorMetrics(CallExecutors executors) {
		return new ServerExecutorMetrics(executors);
	}

}
