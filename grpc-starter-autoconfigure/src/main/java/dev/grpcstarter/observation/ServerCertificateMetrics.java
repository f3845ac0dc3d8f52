package dev.grpcstarter.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.server.GrpcServerStartedEvent;
import dev.grpcstarter.server.tls.ServerCertificate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;

/**
 * How long the certificate is valid that the server presents now, in seconds: negative
 * once it has expired, as Boot's {@code ssl.chain.expiry} is. Servers of one registry
 * that share an SSL bundle share its meter.
 * <p>
 * The meter is there from the start of the server on, and it goes when this is closed:
 * the registry may be that of a parent context and live longer.
 */
public final class ServerCertificateMetrics implements ApplicationListener<GrpcServerStartedEvent>, AutoCloseable {

	private static final String EXPIRY = "grpc.server.certificate.expiry";

	private final ServerCertificate certificate;

	private final MeterRegistry registry;

	private volatile @Nullable TimeGauge bound;

	/**
	 * Metrics of a certificate.
	 * @param certificate the certificate
	 * @param registry where the meter is
	 */
	public ServerCertificateMetrics(ServerCertificate certificate, MeterRegistry registry) {
		this.certificate = certificate;
		this.registry = registry;
	}

	/**
	 * Adds the meter where the registry has none of the bundle.
	 * @param event the start of the server, or of another one
	 */
	@Override
	public void onApplicationEvent(GrpcServerStartedEvent event) {
		if (this.registry.find(EXPIRY).tag("bundle", this.certificate.bundle()).timeGauge() == null) {
			this.bound = TimeGauge
				.builder(EXPIRY, this.certificate, TimeUnit.SECONDS,
						(now) -> Duration.between(Instant.now(), now.expiry()).toSeconds())
				.description("Time until the first certificate expires of the chain that the server presents")
				.tag("bundle", this.certificate.bundle())
				.strongReference(true)
				.register(this.registry);
		}
	}

	@Override
	public void close() {
		TimeGauge gauge = this.bound;
		if (gauge != null) {
			this.registry.remove(gauge);
		}
	}

}
