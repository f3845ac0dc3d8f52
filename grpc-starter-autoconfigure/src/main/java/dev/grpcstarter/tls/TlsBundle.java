package dev.grpcstarter.tls;

import java.time.Instant;
import java.util.function.Supplier;

import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Follows an SSL bundle: new connections take what has been reloaded, and those that are
 * open go on. A bundle that cannot be used after a reload leaves everything as it was.
 * Thread-safe.
 */
public final class TlsBundle implements Supplier<TlsHandshake> {

	private static final Log logger = LogFactory.getLog(TlsBundle.class);

	private final String name;

	private final BundleUser user;

	private volatile TlsHandshake handshake;

	/**
	 * Reads a bundle, and follows it from now on.
	 * @param name the name of the bundle
	 * @param bundles where the bundle is
	 * @param user who uses it
	 * @throws GrpcConfigurationException if there is no such bundle, or if it cannot be
	 * used
	 */
	public TlsBundle(String name, SslBundles bundles, BundleUser user) {
		this.name = name;
		this.user = user;
		try {
			this.handshake = read(bundles.getBundle(name));
			bundles.addBundleUpdateHandler(name, this::renew);
		}
		catch (NoSuchSslBundleException ex) {
			throw new GrpcConfigurationException(Problem.ofKey(user.key(),
					"there is no SSL bundle '%s'; there are %s".formatted(name, bundles.getBundleNames()),
					"Set %s to a bundle that is defined under spring.ssl.bundle, or define spring.ssl.bundle.pem.%s."
						.formatted(user.key(), name)),
					ex);
		}
	}

	private TlsHandshake read(SslBundle bundle) {
		return new HandshakeReader(this.name, bundle, this.user).read();
	}

	private void renew(SslBundle bundle) {
		try {
			this.handshake = read(bundle);
			logger.info("New connections of the %s take the SSL bundle '%s' as it was reloaded%s"
				.formatted(this.user.name(), this.name, validity()));
		}
		catch (GrpcConfigurationException ex) {
			logger.error("The %s keeps the SSL bundle '%s' that it has%s, because after a reload %s"
				.formatted(this.user.name(), this.name, validity(), ex.problems().get(0).what()));
		}
	}

	private String validity() {
		Instant expiry = this.handshake.expiry();
		return (expiry != null) ? ", valid until %s".formatted(expiry) : "";
	}

	/**
	 * What a new connection is to go by.
	 * @return the settings that hold now
	 */
	@Override
	public TlsHandshake get() {
		return this.handshake;
	}

}
