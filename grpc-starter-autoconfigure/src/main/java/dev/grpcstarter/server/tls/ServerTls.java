package dev.grpcstarter.server.tls;

import java.time.Instant;

import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * TLS of the server. It follows its SSL bundle: new connections take what has been
 * reloaded, and those that are open go on. A bundle that cannot be used after a reload
 * leaves everything as it was. Thread-safe.
 */
public final class ServerTls implements ServerCertificate {

	private static final Log logger = LogFactory.getLog(ServerTls.class);

	private final String bundle;

	private final ClientAuth clientAuth;

	private volatile TlsHandshake handshake;

	/**
	 * TLS with a bundle.
	 * @param bundle the name of the bundle
	 * @param clientAuth whether clients have to show a certificate
	 * @param bundles where the bundle is
	 * @throws GrpcConfigurationException if there is no such bundle, or if a server
	 * cannot use it
	 */
	public ServerTls(String bundle, ClientAuth clientAuth, SslBundles bundles) {
		this.bundle = bundle;
		this.clientAuth = clientAuth;
		try {
			this.handshake = read(bundles.getBundle(bundle));
			bundles.addBundleUpdateHandler(bundle, this::renew);
		}
		catch (NoSuchSslBundleException ex) {
			throw new GrpcConfigurationException(Problem.ofKey(HandshakeReader.KEY,
					"there is no SSL bundle '%s'; there are %s".formatted(bundle, bundles.getBundleNames()),
					"Set %s to a bundle that is defined under spring.ssl.bundle, or define spring.ssl.bundle.pem.%s."
						.formatted(HandshakeReader.KEY, bundle)),
					ex);
		}
	}

	private TlsHandshake read(SslBundle bundle) {
		return new HandshakeReader(this.bundle, bundle).read(this.clientAuth);
	}

	private void renew(SslBundle bundle) {
		try {
			this.handshake = read(bundle);
			logger.info("New connections to the gRPC server take the SSL bundle '%s' as it was reloaded, valid until %s"
				.formatted(this.bundle, expiry()));
		}
		catch (GrpcConfigurationException ex) {
			logger.error("The gRPC server keeps the certificate that it has, valid until %s, because after a reload %s"
				.formatted(expiry(), ex.problems().get(0).what()));
		}
	}

	/**
	 * What a new connection is to go by.
	 * @return the settings that hold now
	 */
	public TlsHandshake handshake() {
		return this.handshake;
	}

	@Override
	public String bundle() {
		return this.bundle;
	}

	@Override
	public Instant expiry() {
		return this.handshake.expiry();
	}

}
