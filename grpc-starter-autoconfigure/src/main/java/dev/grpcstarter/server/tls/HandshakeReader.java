package dev.grpcstarter.server.tls;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.NestedExceptionUtils;

/**
 * Makes of an SSL bundle what handshakes go by, or says why a server cannot use it.
 */
final class HandshakeReader {

	static final String KEY = "grpc.server.ssl.bundle";

	private static final Log logger = LogFactory.getLog(HandshakeReader.class);

	private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

	private static final Pattern TLS_1_3 = Pattern.compile("TLS_((?!_WITH_|EMPTY_).)+");

	/**
	 * What RFC 9113 leaves of TLS 1.2: an ephemeral key exchange, and a cipher that
	 * authenticates.
	 */
	private static final Pattern TLS_1_2 = Pattern.compile("TLS_(ECDHE|DHE)_.+_WITH_.+_(GCM_.+|CCM.*|POLY1305.*)");

	private final String name;

	private final SslBundle bundle;

	HandshakeReader(String name, SslBundle bundle) {
		this.name = name;
		this.bundle = bundle;
	}

	TlsHandshake read(ClientAuth clientAuth) {
		try {
			PresentedChain chain = PresentedChain.of(this.bundle);
			if (chain == null) {
				throw problem("the SSL bundle '%s' has no private key with a certificate".formatted(this.name));
			}
			if (!chain.fitsItsKey()) {
				throw problem("the private key of the SSL bundle '%s' does not belong to its certificate"
					.formatted(this.name));
			}
			if (clientAuth != ClientAuth.NONE && isEmpty(this.bundle.getStores().getTrustStore())) {
				throw problem(
						"the SSL bundle '%s' has no trust store, or an empty one, to check the certificates of clients with (grpc.server.ssl.client-auth)"
							.formatted(this.name),
						"Give the bundle a trust store with the authority of the clients, or set grpc.server.ssl.client-auth to none.");
			}
			SSLContext context = this.bundle.createSslContext();
			List<String> protocols = protocols(context);
			return new TlsHandshake(context, protocols, ciphers(context, protocols), clientAuth, chain.expiry());
		}
		catch (GrpcConfigurationException ex) {
			throw ex;
		}
		// Boot loads the files of a bundle here, and key stores have many ways to fail
		catch (Exception ex) {
			throw problem("the SSL bundle '%s' cannot be used: %s".formatted(this.name, reasons(ex)));
		}
	}

	private List<String> protocols(SSLContext context) {
		return choose("protocol", this.bundle.getOptions().getEnabledProtocols(),
				context.getDefaultSSLParameters().getProtocols(), context.getSupportedSSLParameters().getProtocols(),
				PROTOCOLS::contains, "HTTP/2 needs TLSv1.2 or TLSv1.3");
	}

	private List<String> ciphers(SSLContext context, List<String> protocols) {
		return choose("cipher", this.bundle.getOptions().getCiphers(),
				context.getDefaultSSLParameters().getCipherSuites(),
				context.getSupportedSSLParameters().getCipherSuites(), (cipher) -> isUsable(cipher, protocols),
				"HTTP/2 over %s needs others (RFC 9113, appendix A)".formatted(String.join(" and ", protocols)));
	}

	private static boolean isUsable(String cipher, List<String> protocols) {
		return (protocols.contains("TLSv1.3") && TLS_1_3.matcher(cipher).matches())
				|| (protocols.contains("TLSv1.2") && TLS_1_2.matcher(cipher).matches());
	}

	private List<String> choose(String kind, String @Nullable [] named, String[] defaults, String[] supported,
			Predicate<String> usable, String why) {
		List<String> known = List.of(supported);
		List<String> wanted = List.of((named != null) ? named : defaults);
		String action = "Name some of these under the options of the bundle: %s."
			.formatted(known.stream().filter(usable).toList());
		List<String> unknown = wanted.stream().filter((each) -> !known.contains(each)).toList();
		if (!unknown.isEmpty()) {
			throw problem("the SSL bundle '%s' names the %ss %s, which this JVM does not know".formatted(this.name,
					kind, unknown), action);
		}
		List<String> chosen = wanted.stream().filter(usable).toList();
		if (chosen.isEmpty()) {
			throw problem("the SSL bundle '%s' allows the %ss %s only, and %s".formatted(this.name, kind, wanted, why),
					action);
		}
		if (named != null && chosen.size() < named.length) {
			logger.warn("The gRPC server leaves %ss of the SSL bundle '%s' out, because %s: %s".formatted(kind,
					this.name, why, Arrays.stream(named).filter((each) -> !chosen.contains(each)).toList()));
		}
		return chosen;
	}

	private static boolean isEmpty(@Nullable KeyStore store) throws KeyStoreException {
		return store == null || store.size() == 0;
	}

	private static String reasons(Exception ex) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		String message = String.valueOf(ex.getMessage());
		return message.contains(String.valueOf(cause.getMessage())) ? message : "%s (%s)".formatted(message, cause);
	}

	private GrpcConfigurationException problem(String what) {
		return problem(what,
				"Give the bundle a private key and the chain of its certificate, such as spring.ssl.bundle.pem.%1$s.keystore.private-key and spring.ssl.bundle.pem.%1$s.keystore.certificate."
					.formatted(this.name));
	}

	private static GrpcConfigurationException problem(String what, String action) {
		return new GrpcConfigurationException(Problem.ofKey(KEY, what, action));
	}

}
