package dev.grpcstarter.client.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ChannelTransport;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ManagedChannelProvider;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;

/**
 * Connects with HTTP/2 over TCP, to whatever gRPC's name resolvers make of the target, or
 * over a Unix domain socket.
 */
public final class NettyChannelTransport implements ChannelTransport {

	private static final String UNIX = "unix:";

	@Override
	public boolean supports(String target) {
		return true;
	}

	@Override
	public ManagedChannelBuilder<?> newChannelBuilder(ChannelDefinition definition) {
		ManagedChannelBuilder<?> builder = newBuilder(definition.target());
		if (builder instanceof NettyChannelBuilder netty) {
			netty.initialFlowControlWindow(definition.limits().flowControlWindow());
		}
		builder.defaultLoadBalancingPolicy(definition.balancing().policy());
		Duration time = definition.keepalive().time().orNull();
		builder.keepAliveTime((time != null) ? time.toNanos() : Long.MAX_VALUE, TimeUnit.NANOSECONDS);
		builder.keepAliveTimeout(definition.keepalive().timeout().toNanos(), TimeUnit.NANOSECONDS);
		builder.keepAliveWithoutCalls(definition.keepalive().withoutCalls());
		return builder;
	}

	private static ManagedChannelBuilder<?> newBuilder(String target) {
		return (target.startsWith(UNIX)) ? overUnixSocket(target)
				: NettyChannelBuilder.forTarget(target, InsecureChannelCredentials.create());
	}

	/**
	 * Leaves the choice of the channel type to gRPC, whose own event loops it then
	 * shares.
	 * @param target the target, which begins with {@code unix:}
	 * @return a new builder
	 */
	private static ManagedChannelBuilder<?> overUnixSocket(String target) {
		ManagedChannelBuilder<?> builder;
		try {
			builder = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create());
		}
		catch (ManagedChannelProvider.ProviderNotFoundException ex) {
			throw new IllegalArgumentException("Unix sockets need Netty's native transport for Linux", ex);
		}
		if (builder instanceof NettyChannelBuilder netty) {
			// gRPC sets it always, and Netty warns of each connection that has no such
			// option
			netty.withOption(ChannelOption.SO_KEEPALIVE, null);
		}
		// gRPC for Java would name the path, which servers in some other languages refuse
		// as an authority; gRPC for those languages names localhost
		return builder.overrideAuthority("localhost");
	}

}
