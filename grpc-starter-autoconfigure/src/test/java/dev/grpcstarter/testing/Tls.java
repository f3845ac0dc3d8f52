package dev.grpcstarter.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * The certificates in {@code src/test/resources/tls}, and clients that trust them.
 */
public final class Tls {

	private Tls() {
	}

	public static Path file(String name) {
		return Path.of("src/test/resources/tls", name).toAbsolutePath();
	}

	/**
	 * The properties of a bundle with a key and its certificate.
	 */
	public static String[] bundle(String bundle, String certificate) {
		String store = "spring.ssl.bundle.pem." + bundle + ".keystore.";
		return new String[] { store + "certificate=" + file(certificate + ".pem"),
				store + "private-key=" + file(certificate + ".key") };
	}

	public static String trust(String bundle) {
		return "spring.ssl.bundle.pem." + bundle + ".truststore.certificate=" + file("authority.pem");
	}

	/**
	 * Writes a key store with the password {@code secret}.
	 * @param certificates the certificates, which are the aliases too
	 */
	public static void store(Path file, String... certificates) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null);
		for (String certificate : certificates) {
			store.setKeyEntry(certificate, PemContent.load(file(certificate + ".key")).getPrivateKey(),
					"secret".toCharArray(),
					PemContent.load(file(certificate + ".pem")).getCertificates().toArray(new Certificate[0]));
		}
		try (OutputStream out = Files.newOutputStream(file)) {
			store.store(out, "secret".toCharArray());
		}
	}

	/**
	 * Writes a trust store with the authority, and with the password {@code secret}.
	 */
	public static void trustStore(Path file) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null);
		store.setCertificateEntry("authority", PemContent.load(file("authority.pem")).getCertificates().get(0));
		try (OutputStream out = Files.newOutputStream(file)) {
			store.store(out, "secret".toCharArray());
		}
	}

	/**
	 * Replaces a file by one of the certificates or keys at once.
	 */
	public static void replace(Path file, String by) throws IOException {
		Path fresh = Files.copy(file(by), file.resolveSibling(file.getFileName() + ".fresh"));
		Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
	}

	/**
	 * Credentials for a channel that trusts the server.
	 * @param certificate the certificate to show, if any
	 */
	public static ChannelCredentials client(@Nullable String certificate) throws IOException {
		TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder()
			.trustManager(file("authority.pem").toFile());
		if (certificate != null) {
			PemSslStoreDetails key = PemSslStoreDetails.forCertificate("file:" + file(certificate + ".pem"))
				.withPrivateKey("file:" + file(certificate + ".key"));
			SslBundle bundle = SslBundle.of(new PemSslStoreBundle(key, null));
			credentials.keyManager(new Pushing((X509KeyManager) bundle.getManagers().getKeyManagers()[0]));
		}
		return credentials.build();
	}

	/**
	 * Shakes hands with a server and goes away.
	 */
	public static SSLSession handshake(int port, String... protocols) throws IOException {
		PemSslStoreDetails trust = PemSslStoreDetails.forCertificate("file:" + file("authority.pem"));
		SslBundle bundle = SslBundle.of(new PemSslStoreBundle(null, trust));
		try (SSLSocket socket = (SSLSocket) bundle.createSslContext()
			.getSocketFactory()
			.createSocket("127.0.0.1", port)) {
			socket.setSoTimeout(20_000);
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setApplicationProtocols(new String[] { "h2" });
			if (protocols.length > 0) {
				parameters.setProtocols(protocols);
			}
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			return socket.getSession();
		}
	}

	/**
	 * The common name of the certificate that a server presents.
	 */
	public static String presented(int port) throws IOException {
		X509Certificate certificate = (X509Certificate) handshake(port).getPeerCertificates()[0];
		return certificate.getSubjectX500Principal().getName().replace("CN=", "");
	}

	/**
	 * Shows its certificate even if the server has not asked for its issuer.
	 */
	private static final class Pushing extends X509ExtendedKeyManager {

		private static final String ALIAS = "ssl";

		private final X509KeyManager keys;

		Pushing(X509KeyManager keys) {
			this.keys = keys;
		}

		@Override
		public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
			return ALIAS;
		}

		@Override
		public String[] getClientAliases(String type, Principal[] issuers) {
			return new String[] { ALIAS };
		}

		@Override
		public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
			return ALIAS;
		}

		@Override
		public String[] getServerAliases(String type, Principal[] issuers) {
			return new String[0];
		}

		@Override
		public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
			return null;
		}

		@Override
		public X509Certificate[] getCertificateChain(String alias) {
			return this.keys.getCertificateChain(alias);
		}

		@Override
		public PrivateKey getPrivateKey(String alias) {
			return this.keys.getPrivateKey(alias);
		}

	}

}
