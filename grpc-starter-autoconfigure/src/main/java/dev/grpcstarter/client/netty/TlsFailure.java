package dev.grpcstarter.client.netty;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import dev.grpcstarter.client.ChannelDefinition;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection that failed, mostly in its handshake, in words that say what to
 * change.
 *
 * @param cause what the JDK or Netty says
 */
record TlsFailure(SSLException cause) {

	private static final String ALERT = "Received fatal alert: ";

	/**
	 * Looks for a failure of TLS behind the status of a call.
	 * @param failure the cause of the status
	 * @return the failure, or {@code null} if something else has failed
	 */
	static @Nullable TlsFailure in(@Nullable Throwable failure) {
		SSLException found = find(SSLException.class, failure);
		return (found != null) ? new TlsFailure(found) : null;
	}

	String explain(ChannelDefinition channel) {
		return ((isOfHandshake()) ? "the TLS handshake with '%s' failed: %s" : "the TLS connection to '%s' broke: %s")
			.formatted(channel.target(), reason(channel));
	}

	// later ones are of the records, or of a connection that ended without a goodbye
	private boolean isOfHandshake() {
		return find(SSLHandshakeException.class, this.cause) != null || this.cause instanceof NotSslRecordException
				|| alert() != null || untrusted() != null || find(CertificateException.class, this.cause) != null;
	}

	private String message() {
		return String.valueOf(this.cause.getMessage());
	}

	private String reason(ChannelDefinition channel) {
		String message = message();
		if (this.cause instanceof NotSslRecordException) {
			return "the server does not speak TLS, which %s=false switches off".formatted(channel.key("ssl.enabled"));
		}
		String alert = alert();
		if (alert != null) {
			return "the server refused it with the alert %s%s".formatted(alert, meaning(alert, channel.ssl()));
		}
		Throwable untrusted = untrusted();
		if (untrusted != null) {
			return "the certificate of the server is not one that %s trusts: %s".formatted(trust(channel.ssl()),
					untrusted.getMessage());
		}
		if (find(CertificateException.class, this.cause) != null) {
			return "the certificate of the server does not fit its host, which %s can name: %s"
				.formatted(channel.key("authority"), message);
		}
		return message;
	}

	/**
	 * The alert that the server sent, which newer JDKs name twice.
	 * @return its name, or {@code null} if there was none
	 */
	private @Nullable String alert() {
		int alert = message().indexOf(ALERT);
		return (alert >= 0) ? message().substring(alert + ALERT.length()) : null;
	}

	private static String meaning(String alert, ChannelDefinition.Ssl ssl) {
		String certificate = ", as it does if it asks for another certificate than the key store of %s has"
			.formatted(trust(ssl));
		if (alert.contains("certificate") || alert.equals("unknown_ca")) {
			return certificate;
		}
		return alert.equals("handshake_failure")
				? certificate + ", or if it has no cipher suite or protocol in common with it" : "";
	}

	private static String trust(ChannelDefinition.Ssl ssl) {
		return (ssl.bundle() != null) ? "the SSL bundle '%s'".formatted(ssl.bundle()) : "the JDK";
	}

	private @Nullable Throwable untrusted() {
		Throwable noPath = find(CertPathBuilderException.class, this.cause);
		return (noPath != null) ? noPath : find(CertPathValidatorException.class, this.cause);
	}

	private static <T extends Throwable> @Nullable T find(Class<T> type, @Nullable Throwable failure) {
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (type.isInstance(each)) {
				return type.cast(each);
			}
		}
		return null;
	}

}
