package dev.grpcstarter.server.netty;

import java.io.IOException;
import java.util.function.Consumer;

import dev.grpcstarter.netty.EventLoops;
import dev.grpcstarter.server.GrpcServerBindException;
import dev.grpcstarter.server.GrpcTransport;
import dev.grpcstarter.server.ListenAddress;
import dev.grpcstarter.server.ServerKeepalive;
import dev.grpcstarter.server.ServerLimits;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;

/**
 * Serves HTTP/2 over a Unix domain socket, in plaintext: the kernel is the only network,
 * and the rights on the directory say who may connect. Needs Netty's native transport for
 * Linux.
 */
public final class UnixSocketTransport implements GrpcTransport {

	private final ListenAddress.UnixSocket address;

	private final ConnectionSettings connections;

	/**
	 * Serves on a path.
	 * @param address the path
	 * @param keepalive how connections are kept alive and young
	 * @param limits what one connection may ask for
	 */
	public UnixSocketTransport(ListenAddress.UnixSocket address, ServerKeepalive keepalive, ServerLimits limits) {
		this.address = address;
		this.connections = new ConnectionSettings(keepalive, limits);
	}

	@Override
	public ListenAddress address() {
		return this.address;
	}

	@Override
	public ServerBuilder<?> newServerBuilder(Consumer<Runnable> whenEnded) {
		if (!EventLoops.haveUnixSockets()) {
			throw new GrpcServerBindException(this.address, new UnsupportedOperationException(
					"Netty's native transport for Linux is not available here", EventLoops.whyNoUnixSockets()));
		}
		try {
			new SocketFile(this.address.path()).makeWay();
		}
		catch (IOException ex) {
			throw new GrpcServerBindException(this.address, ex);
		}
		NettyServerBuilder builder = NettyServerBuilder
			.forAddress(new DomainSocketAddress(this.address.path().toString()), InsecureServerCredentials.create());
		ServerEventLoops eventLoops = ServerEventLoops.create();
		whenEnded.accept(eventLoops::close);
		eventLoops.useForUnixSocket(builder, this.connections);
		this.connections.applyTo(builder);
		// gRPC sets it always, and Netty warns of each connection that has no such option
		builder.withChildOption(ChannelOption.SO_KEEPALIVE, null);
		return builder;
	}

}
