package dev.grpcstarter.server.netty;

import java.time.Duration;
import java.util.function.Supplier;

import dev.grpcstarter.netty.EventLoops;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;

/**
 * The event loops of one server. A server that shares gRPC's own ones does not give them
 * back when its port is taken.
 *
 * @param acceptor accepts connections
 * @param workers read and write them with a thread for each processor
 */
record ServerEventLoops(EventLoops acceptor, EventLoops workers) {

	static ServerEventLoops create() {
		return of(() -> EventLoops.one("grpc-server-acceptor"), () -> EventLoops.perProcessor("grpc-server-worker"));
	}

	static ServerEventLoops of(Supplier<EventLoops> acceptors, Supplier<EventLoops> workers) {
		EventLoops acceptor = acceptors.get();
		try {
			return new ServerEventLoops(acceptor, workers.get());
		}
		// each loop takes file descriptors, which a process may run out of
		catch (RuntimeException | Error ex) {
			acceptor.shutdown(Duration.ZERO);
			throw ex;
		}
	}

	void useForTcp(NettyServerBuilder builder, ConnectionSettings settings) {
		use(builder, EventLoops::tcpListener, settings);
	}

	void useForUnixSocket(NettyServerBuilder builder, ConnectionSettings settings) {
		use(builder, EventLoops::unixListener, settings);
	}

	private void use(NettyServerBuilder builder, Supplier<ServerChannel> listener, ConnectionSettings settings) {
		builder.bossEventLoopGroup(this.acceptor.group());
		builder.workerEventLoopGroup(this.workers.group());
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
		this.acceptor.shutdown(Duration.ZERO);
		this.workers.shutdown(Duration.ofMillis(50));
		this.acceptor.awaitEnd();
		this.workers.awaitEnd();
	}

}
