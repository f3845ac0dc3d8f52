package dev.grpcstarter.benchmarks.load;

import java.util.List;
import java.util.stream.IntStream;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;

/**
 * Connections to one server, on bare grpc-java, with as few threads as can keep it busy:
 * the load shares the machine with what it measures.
 */
final class Connections implements AutoCloseable {

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final List<ManagedChannel> channels;

	Connections(int port, int size) {
		this.channels = IntStream.range(0, size).mapToObj((i) -> connect(port)).toList();
	}

	private ManagedChannel connect(int port) {
		return NettyChannelBuilder.forAddress("127.0.0.1", port)
			.usePlaintext()
			.directExecutor()
			.eventLoopGroup(this.loops)
			.channelType(NioSocketChannel.class)
			.build();
	}

	/**
	 * Callers, one for each connection.
	 * @param shape what they call
	 * @param direct whether they call the method that is marked direct
	 * @return the callers
	 */
	List<Caller> callers(Shape shape, boolean direct) {
		return stubs().stream().map((stub) -> new Caller(stub, shape, direct)).toList();
	}

	/**
	 * Stubs, one for each connection.
	 * @return the stubs
	 */
	List<EchoGrpc.EchoStub> stubs() {
		return this.channels.stream().map(EchoGrpc::newStub).toList();
	}

	@Override
	public void close() {
		this.channels.forEach(ManagedChannel::shutdownNow);
		this.loops.shutdownGracefully();
	}

}
