package dev.grpcstarter.server.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import javax.net.ssl.X509KeyManager;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * The chain of certificates that a bundle presents, with its key. Of several it is the
 * one that expires first, because the client decides which of them it sees.
 *
 * @param key the private key
 * @param certificates the chain, the server's own certificate first
 */
record PresentedChain(PrivateKey key, List<X509Certificate> certificates) {

	private static final String[] KEY_TYPES = { "EC", "RSA", "RSASSA-PSS", "EdDSA", "DSA" };

	static @Nullable PresentedChain of(SslBundle bundle) {
		return Arrays.stream(bundle.getManagers().getKeyManagers())
			.filter(X509KeyManager.class::isInstance)
			.map(X509KeyManager.class::cast)
			.flatMap((keys) -> aliases(bundle.getKey().getAlias(), keys).map((alias) -> of(keys, alias)))
			.filter(Objects::nonNull)
			.min(Comparator.comparing(PresentedChain::expiry))
			.orElse(null);
	}

	private static Stream<String> aliases(@Nullable String chosen, X509KeyManager keys) {
		return (chosen != null) ? Stream.of(chosen)
				: Arrays.stream(KEY_TYPES)
					.map((type) -> keys.getServerAliases(type, null))
					.filter(Objects::nonNull)
					.flatMap(Arrays::stream);
	}

	private static @Nullable PresentedChain of(X509KeyManager keys, String alias) {
		PrivateKey key = keys.getPrivateKey(alias);
		X509Certificate[] certificates = keys.getCertificateChain(alias);
		return (key != null && certificates != null && certificates.length > 0)
				? new PresentedChain(key, List.of(certificates)) : null;
	}

	Instant expiry() {
		return this.certificates.stream()
			.map((certificate) -> certificate.getNotAfter().toInstant())
			.min(Comparator.naturalOrder())
			.orElseThrow();
	}

	/**
	 * Whether what the key signs is what the certificate vouches for. Two files that are
	 * replaced one after the other do not belong together for a moment.
	 * @return {@code false} if every handshake would fail
	 * @throws GeneralSecurityException if the key cannot sign
	 */
	boolean fitsItsKey() throws GeneralSecurityException {
		byte[] anything = { 1, 2, 3 };
		Signature signature = Signature.getInstance(algorithm());
		signature.initSign(this.key);
		signature.update(anything);
		byte[] signed = signature.sign();
		signature.initVerify(this.certificates.get(0).getPublicKey());
		signature.update(anything);
		return signature.verify(signed);
	}

	private String algorithm() {
		return switch (this.key.getAlgorithm()) {
			case "EC" -> "SHA256withECDSA";
			case "RSA" -> "SHA256withRSA";
			case "DSA" -> "SHA256withDSA";
			default -> this.key.getAlgorithm();
		};
	}

}
