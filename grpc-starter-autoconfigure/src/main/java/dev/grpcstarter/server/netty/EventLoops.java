package dev.grpcstarter.server.netty;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.NettyRuntime;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The event loops of one server. A server that shares gRPC's own ones does not give them
 * back when its port is taken.
 *
 * @param acceptor accepts connections
 * @param workers read and write them with a thread for each processor
 */
record EventLoops(EventLoopGroup acceptor, EventLoopGroup workers) {

	static EventLoops create() {
		return of(() -> group(1, "grpc-server-acceptor"),
				() -> group(NettyRuntime.availableProcessors(), "grpc-server-worker"));
	}

	static EventLoops of(Supplier<EventLoopGroup> acceptors, Supplier<EventLoopGroup> workers) {
		EventLoopGroup acceptor = acceptors.get();
		try {
			return new EventLoops(acceptor, workers.get());
		}
		// each loop takes file descriptors, which a process may run out of
		catch (RuntimeException | Error ex) {
			acceptor.shutdownGracefully(0, 0, TimeUnit.SECONDS);
			throw ex;
		}
	}

	// What replaces the two types is not in Netty 4.1, which gRPC brings with Boot 4.1.0.
	@SuppressWarnings("deprecation")
	private static EventLoopGroup group(int threads, String name) {
		ThreadFactory factory = new DefaultThreadFactory(name, true);
		return (Epoll.isAvailable()) ? new EpollEventLoopGroup(threads, factory)
				: new NioEventLoopGroup(threads, factory);
	}

	void useForTcp(NettyServerBuilder builder, ConnectionSettings settings) {
		use(builder, (Epoll.isAvailable()) ? EpollServerSocketChannel::new : NioServerSocketChannel::new, settings);
	}

	void useForUnixSocket(NettyServerBuilder builder, ConnectionSettings settings) {
		use(builder, EpollServerDomainSocketChannel::new, settings);
	}

	private void use(NettyServerBuilder builder, Supplier<ServerChannel> listener, ConnectionSettings settings) {
		builder.bossEventLoopGroup(this.acceptor);
		builder.workerEventLoopGroup(this.workers);
		builder.channelFactory(() -> {
			ServerChannel channel = listener.get();
			channel.pipeline().addLast(new AcceptedConnections(settings));
			return channel;
		});
	}

	/**
	 * Ends the threads, after a moment for what the workers may still be told: the server
	 * has closed its connections, and handlers may be about to learn that.
	 */
	void close() {
		this.acceptor.shutdownGracefully(0, 2_000, TimeUnit.MILLISECONDS);
		this.workers.shutdownGracefully(50, 2_000, TimeUnit.MILLISECONDS);
		this.acceptor.terminationFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
		this.workers.terminationFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
	}

}
