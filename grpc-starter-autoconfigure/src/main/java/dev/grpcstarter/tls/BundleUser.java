package dev.grpcstarter.tls;

import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;

import dev.grpcstarter.config.Problem;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * One side of connections, and what it asks of its SSL bundle.
 */
public interface BundleUser {

	/**
	 * The property that names the bundle.
	 * @return the full name of the property
	 */
	String key();

	/**
	 * Who uses the bundle, for the log.
	 * @return a name such as {@code gRPC server}
	 */
	String name();

	/**
	 * What messages call a bundle.
	 * @param name the name of the bundle
	 * @return words that begin a sentence
	 */
	default String label(String name) {
		return "the SSL bundle '%s'".formatted(name);
	}

	/**
	 * What else is wrong with a bundle whose key, if it has one, fits its certificate.
	 * @param name the name of the bundle
	 * @param bundle the bundle
	 * @param shown the certificates that it presents, or {@code null} if it has none
	 * @return what is wrong, or {@code null} if nothing is
	 * @throws GeneralSecurityException if a store of the bundle cannot be read
	 */
	@Nullable Problem objection(String name, SslBundle bundle, @Nullable PresentedChain shown) throws GeneralSecurityException;

	/**
	 * The keys and the trust of a bundle.
	 * @param bundle the bundle
	 * @return a new context
	 * @throws GeneralSecurityException if there is no such context
	 */
	default SSLContext context(SslBundle bundle) throws GeneralSecurityException {
		return bundle.createSslContext();
	}

	/**
	 * The problem of a bundle that cannot be used.
	 * @param name the name of the bundle
	 * @param what what is wrong
	 * @return the problem
	 */
	default Problem unusable(String name, String what) {
		return Problem.ofKey(key(), what,
				"Give the bundle a private key and the chain of its certificate, such as spring.ssl.bundle.pem.%1$s.keystore.private-key and spring.ssl.bundle.pem.%1$s.keystore.certificate."
					.formatted(name));
	}

}
