package dev.grpcstarter.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import javax.net.ssl.X509KeyManager;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * The chain of certificates that a bundle presents, with its key. Of several it is the
 * one that expires first, because the peer decides which of them it sees.
 *
 * @param key the private key
 * @param certificates the chain, the bundle's own certificate first
 */
public record PresentedChain(PrivateKey key, List<X509Certificate> certificates) {

	private static final List<String> KEY_TYPES = List.of("EC", "RSA", "RSASSA-PSS", "EdDSA", "DSA");

	// RSA too, for keys that do not leave their device
	private static final Map<String, String> SIGNATURES = Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA",
			"EdDSA", "EdDSA", "DSA", "SHA256withDSA");

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
				: KEY_TYPES.stream()
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
	 * Whether the key is the one that the certificate vouches for. Two files that are
	 * replaced one after the other do not belong together for a moment.
	 * @return {@code false} if every handshake would fail; {@code true} also for a kind
	 * of key that cannot be told
	 * @throws GeneralSecurityException if the key cannot sign
	 */
	boolean fitsItsKey() throws GeneralSecurityException {
		PublicKey certified = this.certificates.get(0).getPublicKey();
		String type = this.key.getAlgorithm();
		if (!KEY_TYPES.contains(type) || !KEY_TYPES.contains(certified.getAlgorithm())) {
			return true;
		}
		if (!type.equals(certified.getAlgorithm())) {
			return false;
		}
		// a signature of RSASSA-PSS would need parameters that suit the key
		if (this.key instanceof RSAKey rsa && certified instanceof RSAKey certifiedRsa) {
			return rsa.getModulus().equals(certifiedRsa.getModulus());
		}
		String algorithm = SIGNATURES.get(type);
		return algorithm == null || verifies(Signature.getInstance(algorithm), certified);
	}

	private boolean verifies(Signature signature, PublicKey certified) throws GeneralSecurityException {
		byte[] anything = { 1, 2, 3 };
		signature.initSign(this.key);
		signature.update(anything);
		byte[] signed = signature.sign();
		signature.initVerify(certified);
		signature.update(anything);
		return signature.verify(signed);
	}

}
