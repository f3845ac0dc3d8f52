package dev.grpcstarter.client.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.tls.BundleUser;
import dev.grpcstarter.tls.PresentedChain;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * A client trusts what the bundle or else the JDK trusts, and shows a certificate if the
 * bundle has one.
 *
 * @param key the property that names the bundle
 */
record ClientBundleUser(String key) implements BundleUser {

	@Override
	public String name() {
		return "gRPC client";
	}

	@Override
	public @Nullable Problem objection(String name, SslBundle bundle, @Nullable PresentedChain shown)
			throws GeneralSecurityException {
		if (shown == null && bundle.getStores().getKeyStore() != null) {
			return unusable(name,
					"the key store of the SSL bundle '%s' has no private key with a certificate".formatted(name));
		}
		KeyStore trusted = bundle.getStores().getTrustStore();
		if (trusted != null && trusted.size() == 0) {
			return unusable(name, "the trust store of the SSL bundle '%s' is empty, so that no server could be trusted"
				.formatted(name));
		}
		return null;
	}

	@Override
	public SSLContext context(SslBundle bundle) throws GeneralSecurityException {
		String alias = bundle.getKey().getAlias();
		if (alias == null) {
			return bundle.createSslContext();
		}
		SSLContext context = SSLContext.getInstance(bundle.getProtocol());
		KeyManager[] keys = Arrays.stream(bundle.getManagers().getKeyManagers())
			.map((each) -> new ChosenKeyManager((X509ExtendedKeyManager) each, alias))
			.toArray(KeyManager[]::new);
		context.init(keys, bundle.getManagers().getTrustManagers(), null);
		return context;
	}

	@Override
	public Problem unusable(String name, String what) {
		return Problem.ofKey(key(), what,
				"Correct the bundle, such as in spring.ssl.bundle.pem.%s: its truststore.certificate is the authority of the servers, without which those of the JDK are trusted, and its keystore.private-key and keystore.certificate are what servers are shown that ask for a certificate."
					.formatted(name));
	}

}
