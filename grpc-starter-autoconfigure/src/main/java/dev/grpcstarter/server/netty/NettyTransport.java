package dev.grpcstarter.server.netty;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.server.GrpcServerBindException;
import dev.grpcstarter.server.GrpcTransport;
import dev.grpcstarter.server.ListenAddress;
import dev.grpcstarter.server.ServerKeepalive;
import dev.grpcstarter.server.ServerLimits;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;

/**
 * Serves HTTP/2 over TCP.
 */
public final class NettyTransport implements GrpcTransport {

	private final ListenAddress.Tcp address;

	private final ServerKeepalive keepalive;

	private final ServerLimits limits;

	/**
	 * Serves on a port.
	 * @param address the host and port
	 * @param keepalive how connections are kept alive and young
	 * @param limits what one connection may ask for
	 */
	public NettyTransport(ListenAddress.Tcp address, ServerKeepalive keepalive, ServerLimits limits) {
		this.address = address;
		this.keepalive = keepalive;
		this.limits = limits;
	}

	@Override
	public ListenAddress address() {
		return this.address;
	}

	@Override
	public ServerBuilder<?> newServerBuilder(Consumer<Runnable> whenEnded) {
		NettyServerBuilder builder = NettyServerBuilder.forAddress(socketAddress(), InsecureServerCredentials.create());
		EventLoops eventLoops = EventLoops.create();
		whenEnded.accept(eventLoops::close);
		eventLoops.use(builder);
		builder.maxInboundMessageSize(this.limits.inboundMessageSize());
		builder.maxInboundMetadataSize(this.limits.inboundMetadataSize());
		builder.keepAliveTime(nanos(this.keepalive.time()), TimeUnit.NANOSECONDS);
		builder.keepAliveTimeout(this.keepalive.timeout().toNanos(), TimeUnit.NANOSECONDS);
		builder.permitKeepAliveTime(this.keepalive.permitTime().toNanos(), TimeUnit.NANOSECONDS);
		builder.permitKeepAliveWithoutCalls(this.keepalive.permitWithoutCalls());
		builder.maxConnectionIdle(nanos(this.keepalive.maxConnectionIdle()), TimeUnit.NANOSECONDS);
		builder.maxConnectionAge(nanos(this.keepalive.maxConnectionAge()), TimeUnit.NANOSECONDS);
		builder.maxConnectionAgeGrace(nanos(this.keepalive.maxConnectionAgeGrace()), TimeUnit.NANOSECONDS);
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

	// the builder takes every interval of 1,000 days and more for infinite
	private static long nanos(OrNone<Duration> duration) {
		Duration value = duration.orNull();
		return (value != null) ? value.toNanos() : Long.MAX_VALUE;
	}

}
