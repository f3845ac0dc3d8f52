package dev.grpcstarter.server.netty;

import java.util.List;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Gives each connection that a server accepts handlers below TLS and HTTP/2. Stands in
 * the pipeline of what listens.
 */
final class AcceptedConnections extends ChannelInboundHandlerAdapter {

	private final ConnectionSettings settings;

	AcceptedConnections(ConnectionSettings settings) {
		this.settings = settings;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object accepted) {
		List<ChannelHandler> handlers = this.settings.handlers();
		((Channel) accepted).pipeline().addLast(handlers.toArray(ChannelHandler[]::new));
		context.fireChannelRead(accepted);
	}

}
