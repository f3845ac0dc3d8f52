package dev.grpcstarter.server.autoconfigure;

import java.util.Objects;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.tls.ServerTls;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of the server's TLS, where an SSL bundle is named.
 */
@AutoConfiguration(before = GrpcServerAutoConfiguration.class,
		after = { GrpcConfigurationAutoConfiguration.class, SslAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "grpc.server.enabled", matchIfMissing = true)
@Conditional(ServerSslBundleIsNamed.class)
@EnableConfigurationProperties(GrpcServerProperties.class)
public final class GrpcServerTlsAutoConfiguration {

	@Bean
	ServerTls grpcServerTls(GrpcServerProperties properties, SslBundles bundles) {
		GrpcServerProperties.Ssl ssl = properties.ssl();
		return new ServerTls(Objects.requireNonNull(ssl.bundle()).trim(), ssl.clientAuth(), bundles);
	}

}
