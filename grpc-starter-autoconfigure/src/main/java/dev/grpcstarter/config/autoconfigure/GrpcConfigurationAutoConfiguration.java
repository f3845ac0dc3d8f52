package dev.grpcstarter.config.autoconfigure;

import dev.grpcstarter.config.Findings;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what both sides need to read {@code grpc.*} keys.
 */
@AutoConfiguration
public final class GrpcConfigurationAutoConfiguration {

	@Bean
	@ConfigurationPropertiesBinding
	static OrNoneConverter grpcOrNoneConverter() {
		return new OrNoneConverter();
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	Findings grpcFindings() {
		return new Findings();
	}

}
