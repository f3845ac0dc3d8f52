package dev.grpcstarter.server.netty;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;

import dev.grpcstarter.netty.CurrentSslContext;
import dev.grpcstarter.server.GrpcServerBindException;
import dev.grpcstarter.server.GrpcTransport;
import dev.grpcstarter.server.ListenAddress;
import dev.grpcstarter.server.ServerKeepalive;
import dev.grpcstarter.server.ServerLimits;
import dev.grpcstarter.server.tls.ServerTls;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextServerCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import org.jspecify.annotations.Nullable;

/**
 * Serves HTTP/2 over TCP, in plaintext or with TLS.
 */
public final class TcpTransport implements GrpcTransport {

	private final ListenAddress.Tcp address;

	private final ConnectionSettings connections;

	private final ServerCredentials credentials;

	/**
	 * Serves on a port.
	 * @param address the host and port
	 * @param keepalive how connections are kept alive and young
	 * @param limits what one connection may ask for
	 * @param tls the server's TLS, or {@code null} for plaintext
	 */
	public TcpTransport(ListenAddress.Tcp address, ServerKeepalive keepalive, ServerLimits limits,
			@Nullable ServerTls tls) {
		this.address = address;
		this.connections = new ConnectionSettings(keepalive, limits);
		this.credentials = (tls != null) ? credentials(tls) : InsecureServerCredentials.create();
	}

	private static ServerCredentials credentials(ServerTls tls) {
		ClientAuth clientAuth = ClientAuth.valueOf(tls.clientAuth().name());
		return NettySslContextServerCredentials.create(CurrentSslContext.ofServer(tls.handshakes(), clientAuth));
	}

	@Override
	public ListenAddress address() {
		return this.address;
	}

	@Override
	public ServerBuilder<?> newServerBuilder(Consumer<Runnable> whenEnded) {
		NettyServerBuilder builder = NettyServerBuilder.forAddress(socketAddress(), this.credentials);
		ServerEventLoops eventLoops = ServerEventLoops.create();
		whenEnded.accept(eventLoops::close);
		eventLoops.useForTcp(builder, this.connections);
		this.connections.applyTo(builder);
		return builder;
	}

	private InetSocketAddress socketAddress() {
		if (this.address.isAnyHost()) {
			return new InetSocketAddress(this.address.port());
		}
		InetSocketAddress socketAddress = new InetSocketAddress(this.address.host(), this.address.port());
		if (socketAddress.isUnresolved()) {
			throw new GrpcServerBindException(this.address, new UnknownHostException(this.address.host()));
		}
		return socketAddress;
	}

}
