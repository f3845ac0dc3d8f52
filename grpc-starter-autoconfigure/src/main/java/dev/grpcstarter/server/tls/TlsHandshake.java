package dev.grpcstarter.server.tls;

import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLContext;

/**
 * What the handshakes of new connections go by. Immutable: a reload of the bundle makes
 * another one.
 *
 * @param context the keys and the trust
 * @param protocols the versions of TLS, at least one, all of which HTTP/2 allows
 * @param ciphers the cipher suites in the order of preference, at least one, all of which
 * HTTP/2 allows
 * @param clientAuth whether clients have to show a certificate
 * @param expiry when the certificate expires
 */
public record TlsHandshake(SSLContext context, List<String> protocols, List<String> ciphers, ClientAuth clientAuth,
		Instant expiry) {

}
