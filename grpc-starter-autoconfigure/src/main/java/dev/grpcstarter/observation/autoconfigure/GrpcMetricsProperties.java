package dev.grpcstarter.observation.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Keys of metrics.
 *
 * @param enabled Whether calls are counted and timed.
 */
@ConfigurationProperties("grpc.metrics")
record GrpcMetricsProperties(@DefaultValue("true") boolean enabled) {

}
