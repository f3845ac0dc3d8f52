package dev.grpcstarter.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.server.tls.ServerCertificate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How long the certificate is valid that the server presents now, in seconds: negative
 * once it has expired, as Boot's {@code ssl.chain.expiry} is.
 */
public final class ServerCertificateMetrics implements MeterBinder {

	private final ServerCertificate certificate;

	/**
	 * Metrics of a certificate.
	 * @param certificate the certificate
	 */
	public ServerCertificateMetrics(ServerCertificate certificate) {
		this.certificate = certificate;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		TimeGauge
			.builder("grpc.server.certificate.expiry", this.certificate, TimeUnit.SECONDS,
					(now) -> Duration.between(Instant.now(), now.expiry()).toSeconds())
			.description("Time until the first certificate expires of the chain that the server presents")
			.tag("bundle", this.certificate.bundle())
			.strongReference(true)
			.register(registry);
	}

}
