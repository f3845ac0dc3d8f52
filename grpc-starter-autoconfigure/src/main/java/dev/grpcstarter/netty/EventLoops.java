package dev.grpcstarter.netty;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.NettyRuntime;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Event loops with one owner, who closes them, and the sockets that they can serve: those
 * of Linux where Netty's native transport is available, and those of the JDK elsewhere.
 *
 * @param group the loops, whose threads are daemons
 */
public record EventLoops(EventLoopGroup group) {

	/**
	 * A single loop.
	 * @param name what its thread is called
	 * @return the loop
	 */
	public static EventLoops one(String name) {
		return new EventLoops(group(1, name));
	}

	/**
	 * A loop for each processor.
	 * @param name what their threads are called
	 * @return the loops
	 */
	public static EventLoops perProcessor(String name) {
		return new EventLoops(group(NettyRuntime.availableProcessors(), name));
	}

	// What replaces the two types is not in Netty 4.1, which gRPC brings with Boot 4.1.0.
	@SuppressWarnings("deprecation")
	private static EventLoopGroup group(int threads, String name) {
		ThreadFactory factory = new DefaultThreadFactory(name, true);
		return (Epoll.isAvailable()) ? new EpollEventLoopGroup(threads, factory)
				: new NioEventLoopGroup(threads, factory);
	}

	/**
	 * Whether there are Unix domain sockets, which only the native transport has.
	 * @return {@code true} where the two methods for them may be called
	 */
	public static boolean haveUnixSockets() {
		return Epoll.isAvailable();
	}

	/**
	 * Why there are no Unix domain sockets.
	 * @return the cause, if {@link #haveUnixSockets()} says no
	 */
	public static Throwable whyNoUnixSockets() {
		return Epoll.unavailabilityCause();
	}

	/**
	 * What listens on a port.
	 * @return a new channel
	 */
	public static ServerChannel tcpListener() {
		return (Epoll.isAvailable()) ? new EpollServerSocketChannel() : new NioServerSocketChannel();
	}

	/**
	 * What listens on a path.
	 * @return a new channel
	 */
	public static ServerChannel unixListener() {
		return new EpollServerDomainSocketChannel();
	}

	/**
	 * What connects to a port.
	 * @return a new channel
	 */
	public static Channel tcpSocket() {
		return (Epoll.isAvailable()) ? new EpollSocketChannel() : new NioSocketChannel();
	}

	/**
	 * What connects to a path.
	 * @return a new channel
	 */
	public static Channel unixSocket() {
		return new EpollDomainSocketChannel();
	}

	/**
	 * Lets the threads end.
	 * @param quiet for how long there must have been nothing to do
	 */
	public void shutdown(Duration quiet) {
		this.group.shutdownGracefully(quiet.toMillis(), 2_000, TimeUnit.MILLISECONDS);
	}

	/**
	 * Waits two seconds at most until the threads have ended.
	 */
	public void awaitEnd() {
		this.group.terminationFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
	}

}
