package dev.grpcstarter.server.netty;

import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

import dev.grpcstarter.server.tls.ClientAuth;
import dev.grpcstarter.server.tls.ServerTls;
import dev.grpcstarter.server.tls.TlsHandshake;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNames;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;

/**
 * Netty's side of {@link ServerTls}: each new connection is given an engine that goes by
 * what holds at that moment.
 * <p>
 * The engines are those of the JDK, and not of the OpenSSL that gRPC brings along: only
 * they take all of a bundle as it is, with its managers, its key alias, and its cipher
 * suites and protocols under the names that it uses.
 */
@SuppressWarnings("deprecation")
final class CurrentSslContext extends SslContext {

	private static final ApplicationProtocolConfig HTTP_2 = new ApplicationProtocolConfig(Protocol.ALPN,
			SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
			ApplicationProtocolNames.HTTP_2);

	private final ServerTls tls;

	private volatile Built built;

	CurrentSslContext(ServerTls tls) {
		this.tls = tls;
		this.built = Built.of(tls.handshake());
	}

	private SslContext current() {
		Built current = this.built;
		TlsHandshake handshake = this.tls.handshake();
		if (current.handshake() != handshake) {
			current = Built.of(handshake);
			this.built = current;
		}
		return current.context();
	}

	@Override
	public boolean isClient() {
		return false;
	}

	@Override
	public List<String> cipherSuites() {
		return current().cipherSuites();
	}

	@Override
	public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
		return current().applicationProtocolNegotiator();
	}

	@Override
	public SSLEngine newEngine(ByteBufAllocator allocator) {
		return current().newEngine(allocator);
	}

	@Override
	public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
		return current().newEngine(allocator, peerHost, peerPort);
	}

	@Override
	public SSLSessionContext sessionContext() {
		return current().sessionContext();
	}

	/**
	 * A context and what it was built from.
	 *
	 * @param handshake what handshakes go by
	 * @param context the same for Netty
	 */
	private record Built(TlsHandshake handshake, SslContext context) {

		static Built of(TlsHandshake handshake) {
			return new Built(handshake,
					new JdkSslContext(handshake.context(), false, handshake.ciphers(),
							IdentityCipherSuiteFilter.INSTANCE, HTTP_2, clientAuth(handshake.clientAuth()),
							handshake.protocols().toArray(String[]::new), false));
		}

		private static io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth clientAuth(ClientAuth clientAuth) {
			return io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth.valueOf(clientAuth.name());
		}

	}

}
