package dev.grpcstarter.server.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateEvent;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateHandler;

/**
 * Closes a connection from which nothing comes any more, not even the answer to a ping.
 * gRPC's keepalive cancels the calls of such a connection and then takes leave of the
 * peer. It closes the connection when that is written, which is never if there were calls
 * or if the peer has stopped reading.
 */
final class SilentConnection extends IdleStateHandler {

	SilentConnection(Duration limit) {
		super(limit.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
	}

	@Override
	protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
		context.close();
	}

}
