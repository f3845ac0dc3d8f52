package dev.grpcstarter.testing;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

import org.springframework.context.ApplicationContext;

/**
 * A channel of a test, made without the starter and closed with the test's block.
 */
public record TestChannel(ManagedChannel channel) implements AutoCloseable {

	public static TestChannel to(ApplicationContext context) {
		return toPort(context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class));
	}

	public static TestChannel to(ApplicationContext context, ChannelCredentials credentials) {
		int port = context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class);
		return new TestChannel(Grpc.newChannelBuilder("127.0.0.1:" + port, credentials).build());
	}

	public static TestChannel toPort(int port) {
		return toPort("127.0.0.1", port);
	}

	public static TestChannel toPort(String host, int port) {
		return new TestChannel(
				NettyChannelBuilder.forAddress(new InetSocketAddress(host, port)).usePlaintext().build());
	}

	public static TestChannel toUnixSocket(Path path) {
		return toTarget("unix:" + path);
	}

	public static TestChannel toTarget(String target) {
		return new TestChannel(Grpc.newChannelBuilder(target, InsecureChannelCredentials.create()).build());
	}

	public static TestChannel inProcess(String name) {
		return new TestChannel(InProcessChannelBuilder.forName(name).build());
	}

	public EchoGrpc.EchoBlockingStub echo() {
		return EchoGrpc.newBlockingStub(this.channel).withDeadlineAfter(10, TimeUnit.SECONDS);
	}

	public MirrorGrpc.MirrorBlockingStub mirror() {
		return MirrorGrpc.newBlockingStub(this.channel).withDeadlineAfter(10, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
	}

}
