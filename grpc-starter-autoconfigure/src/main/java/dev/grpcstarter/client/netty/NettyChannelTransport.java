package dev.grpcstarter.client.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ChannelTransport;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

/**
 * Connects with HTTP/2 over TCP, to whatever gRPC's name resolvers make of the target.
 */
public final class NettyChannelTransport implements ChannelTransport {

	@Override
	public boolean supports(String target) {
		return true;
	}

	@Override
	public ManagedChannelBuilder<?> newChannelBuilder(ChannelDefinition definition) {
		NettyChannelBuilder builder = NettyChannelBuilder.forTarget(definition.target(),
				InsecureChannelCredentials.create());
		builder.defaultLoadBalancingPolicy(definition.loadBalancing());
		Duration time = definition.keepalive().time().orNull();
		builder.keepAliveTime((time != null) ? time.toNanos() : Long.MAX_VALUE, TimeUnit.NANOSECONDS);
		builder.keepAliveTimeout(definition.keepalive().timeout().toNanos(), TimeUnit.NANOSECONDS);
		builder.keepAliveWithoutCalls(definition.keepalive().withoutCalls());
		return builder;
	}

}
