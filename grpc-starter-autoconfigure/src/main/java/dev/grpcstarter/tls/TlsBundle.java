package dev.grpcstarter.tls;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.function.Consumer;
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
			// no update is lost between the two: it waits until the bundle is read
			synchronized (this) {
				bundles.addBundleUpdateHandler(name, handler(new WeakReference<>(this)));
				this.handshake = read(bundles.getBundle(name));
			}
		}
		catch (NoSuchSslBundleException ex) {
			throw new GrpcConfigurationException(Problem.ofKey(user.key(),
					"there is no SSL bundle '%s'; there are %s".formatted(name,
							bundles.getBundleNames().isEmpty() ? "none" : bundles.getBundleNames()),
					"Set %s to a bundle that is defined under spring.ssl.bundle, or define spring.ssl.bundle.pem.%s."
						.formatted(user.key(), name)),
					ex);
		}
	}

	/**
	 * Bundles never let go of their handlers, and may be those of a parent context that
	 * goes on for longer.
	 * @param bundle what follows its bundle for as long as it is used
	 * @return what tells it of updates
	 */
	private static Consumer<SslBundle> handler(WeakReference<TlsBundle> bundle) {
		return (reloaded) -> {
			TlsBundle follower = bundle.get();
			if (follower != null) {
				follower.renew(reloaded);
			}
		};
	}

	private TlsHandshake read(SslBundle bundle) {
		return new HandshakeReader(this.name, bundle, this.user).read();
	}

	private synchronized void renew(SslBundle bundle) {
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
