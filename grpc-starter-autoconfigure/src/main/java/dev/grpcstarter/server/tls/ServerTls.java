package dev.grpcstarter.server.tls;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.tls.BundleUser;
import dev.grpcstarter.tls.PresentedChain;
import dev.grpcstarter.tls.TlsBundle;
import dev.grpcstarter.tls.TlsHandshake;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * TLS of the server, which follows its SSL bundle. Thread-safe.
 */
public final class ServerTls implements ServerCertificate {

	private final String bundle;

	private final ClientAuth clientAuth;

	private final TlsBundle handshakes;

	/**
	 * TLS with a bundle.
	 * @param bundle the name of the bundle
	 * @param clientAuth whether clients have to show a certificate
	 * @param bundles where the bundle is
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if there is no such
	 * bundle, or if a server cannot use it
	 */
	public ServerTls(String bundle, ClientAuth clientAuth, SslBundles bundles) {
		this.bundle = bundle;
		this.clientAuth = clientAuth;
		this.handshakes = new TlsBundle(bundle, bundles, new User(clientAuth));
	}

	/**
	 * What new connections are to go by.
	 * @return gives the settings that hold at the moment
	 */
	public Supplier<TlsHandshake> handshakes() {
		return this.handshakes;
	}

	/**
	 * Whether clients have to show a certificate.
	 * @return what is asked of them
	 */
	public ClientAuth clientAuth() {
		return this.clientAuth;
	}

	@Override
	public String bundle() {
		return this.bundle;
	}

	@Override
	public Instant expiry() {
		return Objects.requireNonNull(this.handshakes.get().expiry());
	}

	/**
	 * A server shows a certificate always, and trusts no client that it was not told to.
	 *
	 * @param clientAuth whether clients have to show a certificate
	 */
	private record User(ClientAuth clientAuth) implements BundleUser {

		@Override
		public String key() {
			return "grpc.server.ssl.bundle";
		}

		@Override
		public String name() {
			return "gRPC server";
		}

		@Override
		public @Nullable Problem objection(String name, SslBundle bundle, @Nullable PresentedChain shown)
				throws KeyStoreException {
			if (shown == null) {
				return unusable(name, "the SSL bundle '%s' has no private key with a certificate".formatted(name));
			}
			if (this.clientAuth != ClientAuth.NONE && isEmpty(bundle.getStores().getTrustStore())) {
				return Problem.ofKey(key(),
						"the SSL bundle '%s' has no trust store, or an empty one, to check the certificates of clients with (grpc.server.ssl.client-auth)"
							.formatted(name),
						"Give the bundle a trust store with the authority of the clients, or set grpc.server.ssl.client-auth to none.");
			}
			return null;
		}

		private static boolean isEmpty(@Nullable KeyStore store) throws KeyStoreException {
			return store == null || store.size() == 0;
		}

	}

}
