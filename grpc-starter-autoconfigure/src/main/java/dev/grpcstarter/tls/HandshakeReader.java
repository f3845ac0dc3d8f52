package dev.grpcstarter.tls;

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
 * Makes of an SSL bundle what handshakes go by, or says why it cannot be used.
 */
final class HandshakeReader {

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

	private final BundleUser user;

	HandshakeReader(String name, SslBundle bundle, BundleUser user) {
		this.name = name;
		this.bundle = bundle;
		this.user = user;
	}

	TlsHandshake read() {
		try {
			PresentedChain chain = PresentedChain.of(this.bundle);
			if (chain != null && !chain.fitsItsKey()) {
				throw unusable("the private key of %s does not belong to its certificate"
					.formatted(this.user.label(this.name)));
			}
			Problem objection = this.user.objection(this.name, this.bundle, chain);
			if (objection != null) {
				throw new GrpcConfigurationException(objection);
			}
			SSLContext context = this.user.context(this.bundle);
			List<String> protocols = protocols(context);
			return new TlsHandshake(context, protocols, ciphers(context, protocols),
					(chain != null) ? chain.expiry() : null);
		}
		catch (GrpcConfigurationException ex) {
			throw ex;
		}
		// Boot loads the files of a bundle here, and key stores have many ways to fail
		catch (Exception ex) {
			throw unusable("%s cannot be used: %s".formatted(this.user.label(this.name), reasons(ex)));
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
			throw problem("%s names the %ss %s, which this JVM does not know".formatted(this.user.label(this.name),
					kind, unknown), action);
		}
		List<String> chosen = wanted.stream().filter(usable).toList();
		if (chosen.isEmpty()) {
			throw problem("%s allows the %ss %s only, and %s".formatted(this.user.label(this.name), kind, wanted, why),
					action);
		}
		if (named != null && chosen.size() < named.length) {
			logger.warn("The %s leaves %ss of the SSL bundle '%s' out, because %s: %s".formatted(this.user.name(), kind,
					this.name, why, Arrays.stream(named).filter((each) -> !chosen.contains(each)).toList()));
		}
		return chosen;
	}

	private static String reasons(Exception ex) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
		String message = String.valueOf(ex.getMessage());
		return message.contains(String.valueOf(cause.getMessage())) ? message : "%s (%s)".formatted(message, cause);
	}

	private GrpcConfigurationException unusable(String what) {
		return new GrpcConfigurationException(this.user.unusable(this.name, what));
	}

	private GrpcConfigurationException problem(String what, String action) {
		return new GrpcConfigurationException(Problem.ofKey(this.user.key(), what, action));
	}

}
