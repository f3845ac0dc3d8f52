package dev.grpcstarter.server.health.autoconfigure;

import dev.grpcstarter.server.health.HealthGroups;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health groups that services may follow: those of Boot's
 * health endpoint, where there is one.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration")
@ConditionalOnClass({ HealthEndpoint.class, Endpoint.class })
@ConditionalOnBean({ HealthEndpoint.class, HealthEndpointGroups.class })
@ConditionalOnBooleanProperty(name = "grpc.server.enabled", matchIfMissing = true)
public final class GrpcHealthGroupsAutoConfiguration {

	@Bean
	HealthGroups grpcHealthGroups(HealthEndpoint endpoint, HealthEndpointGroups groups) {
		return new EndpointHealthGroups(endpoint, groups);
	}

}
