package dev.grpcstarter.netty;

import java.util.List;
import java.util.function.Supplier;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

import dev.grpcstarter.tls.TlsHandshake;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNames;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;

/**
 * Netty's side of a {@link TlsHandshake} that may change: each new connection is given an
 * engine that goes by what holds at that moment.
 * <p>
 * The engines are those of the JDK, and not of the OpenSSL that gRPC brings along: only
 * they take all of a bundle as it is, with its managers, its key alias, and its cipher
 * suites and protocols under the names that it uses.
 */
@SuppressWarnings("deprecation")
public final class CurrentSslContext extends SslContext {

	private static final ApplicationProtocolConfig HTTP_2 = new ApplicationProtocolConfig(Protocol.ALPN,
			SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
			ApplicationProtocolNames.HTTP_2);

	private final Supplier<TlsHandshake> handshakes;

	private final boolean client;

	private final ClientAuth clientAuth;

	private volatile Built built;

	private CurrentSslContext(Supplier<TlsHandshake> handshakes, boolean client, ClientAuth clientAuth) {
		this.handshakes = handshakes;
		this.client = client;
		this.clientAuth = clientAuth;
		this.built = build(handshakes.get());
	}

	/**
	 * For connections that are accepted.
	 * @param handshakes gives what holds now
	 * @param clientAuth whether clients have to show a certificate
	 * @return a context for all of them
	 */
	public static SslContext ofServer(Supplier<TlsHandshake> handshakes, ClientAuth clientAuth) {
		return new CurrentSslContext(handshakes, false, clientAuth);
	}

	/**
	 * For connections that are made.
	 * @param handshakes gives what holds now
	 * @return a context for all of them
	 */
	public static SslContext ofClient(Supplier<TlsHandshake> handshakes) {
		return new CurrentSslContext(handshakes, true, ClientAuth.NONE);
	}

	private SslContext current() {
		Built current = this.built;
		TlsHandshake handshake = this.handshakes.get();
		if (current.handshake() != handshake) {
			current = build(handshake);
			this.built = current;
		}
		return current.context();
	}

	private Built build(TlsHandshake handshake) {
		return new Built(handshake,
				new JdkSslContext(handshake.context(), this.client, handshake.ciphers(),
						IdentityCipherSuiteFilter.INSTANCE, HTTP_2, this.clientAuth,
						handshake.protocols().toArray(String[]::new), false));
	}

	@Override
	public boolean isClient() {
		return this.client;
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

	}

}
