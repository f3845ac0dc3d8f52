package dev.grpcstarter.tls;

import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * What the handshakes of new connections go by. Immutable: a reload of the bundle makes
 * another one.
 *
 * @param context the keys and the trust
 * @param protocols the versions of TLS, at least one, all of which HTTP/2 allows
 * @param ciphers the cipher suites in the order of preference, at least one, all of which
 * HTTP/2 allows
 * @param expiry when the certificate that is shown to peers expires, or {@code null} if
 * none is
 */
public record TlsHandshake(SSLContext context, List<String> protocols, List<String> ciphers, @Nullable Instant expiry) {

}
