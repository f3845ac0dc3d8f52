package dev.grpcstarter.server.netty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.server.ServerKeepalive;
import dev.grpcstarter.server.ServerLimits;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;

/**
 * What holds for every connection, over TCP and over a Unix socket.
 *
 * @param keepalive how connections are kept alive and young
 * @param limits what one connection may ask for
 */
record ConnectionSettings(ServerKeepalive keepalive, ServerLimits limits) {

	void applyTo(NettyServerBuilder builder) {
		builder.maxInboundMessageSize(this.limits.inboundMessageSize());
		builder.maxInboundMetadataSize(this.limits.inboundMetadataSize());
		builder.initialFlowControlWindow(this.limits.flowControlWindow());
		this.limits.concurrentCalls().ifPresent(builder::maxConcurrentCallsPerConnection);
		this.limits.resets()
			.ifPresent((resets) -> builder.maxRstFramesPerWindow(resets,
					Math.toIntExact(ServerLimits.RESET_WINDOW.toSeconds())));
		Duration handshakeTimeout = this.limits.handshakeTimeout().orNull();
		builder.handshakeTimeout((handshakeTimeout != null) ? handshakeTimeout.toMillis() : Long.MAX_VALUE,
				TimeUnit.MILLISECONDS);
		builder.keepAliveTime(nanos(this.keepalive.time()), TimeUnit.NANOSECONDS);
		builder.keepAliveTimeout(this.keepalive.timeout().toNanos(), TimeUnit.NANOSECONDS);
		builder.permitKeepAliveTime(this.keepalive.permitTime().toNanos(), TimeUnit.NANOSECONDS);
		builder.permitKeepAliveWithoutCalls(this.keepalive.permitWithoutCalls());
		builder.maxConnectionIdle(nanos(this.keepalive.maxConnectionIdle()), TimeUnit.NANOSECONDS);
		builder.maxConnectionAge(nanos(this.keepalive.maxConnectionAge()), TimeUnit.NANOSECONDS);
		builder.maxConnectionAgeGrace(nanos(this.keepalive.maxConnectionAgeGrace()), TimeUnit.NANOSECONDS);
	}

	/**
	 * What a connection needs beside gRPC's own handlers.
	 * @return new handlers for one connection
	 */
	List<ChannelHandler> handlers() {
		Duration time = this.keepalive.time().orNull();
		if (time == null) {
			return List.of();
		}
		// gRPC comes first: it tells the calls why they end
		return List.of(new SilentConnection(time.plus(this.keepalive.timeout()).plusSeconds(1)));
	}

	// the builder takes every interval of 1,000 days and more for infinite
	private static long nanos(OrNone<Duration> duration) {
		Duration value = duration.orNull();
		return (value != null) ? value.toNanos() : Long.MAX_VALUE;
	}

}
