package dev.grpcstarter.client.tls;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.grpcstarter.tls.TlsBundle;
import dev.grpcstarter.tls.TlsHandshake;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * TLS of the channels. Those that name the same SSL bundle follow it together.
 * Thread-safe.
 */
public final class ClientTls {

	private final SslBundles bundles;

	private final Map<String, TlsBundle> followed = new ConcurrentHashMap<>();

	private @Nullable TlsBundle ofTheJdk;

	/**
	 * TLS with bundles.
	 * @param bundles where the bundles are
	 */
	public ClientTls(SslBundles bundles) {
		this.bundles = bundles;
	}

	/**
	 * What new connections are to go by that use a bundle.
	 * @param bundle the name of the bundle
	 * @param key the property that names it
	 * @return gives the settings that hold at the moment
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if there is no such
	 * bundle, or if a client cannot use it
	 */
	public Supplier<TlsHandshake> handshakes(String bundle, String key) {
		return this.followed.computeIfAbsent(bundle,
				(name) -> new TlsBundle(name, this.bundles, new ClientBundleUser(key)));
	}

	/**
	 * What new connections are to go by that trust the certificate authorities of the
	 * JDK.
	 * @param key the property that asks for it
	 * @return gives the settings
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if the JDK's authorities
	 * cannot be read
	 */
	public synchronized Supplier<TlsHandshake> handshakesOfTheJdk(String key) {
		if (this.ofTheJdk == null) {
			String name = "of the JDK";
			this.ofTheJdk = new TlsBundle(name, new DefaultSslBundleRegistry(name, SslBundle.of(SslStoreBundle.NONE)),
					new JdkTrustUser(key));
		}
		return this.ofTheJdk;
	}

}
