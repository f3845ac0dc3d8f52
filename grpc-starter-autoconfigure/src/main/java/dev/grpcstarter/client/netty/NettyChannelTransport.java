package dev.grpcstarter.client.netty;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ChannelTransport;
import dev.grpcstarter.client.naming.ChannelTarget;
import dev.grpcstarter.client.tls.ClientTls;
import dev.grpcstarter.netty.CurrentSslContext;
import dev.grpcstarter.netty.EventLoops;
import dev.grpcstarter.tls.TlsHandshake;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InternalManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;

/**
 * Connects with HTTP/2 over TCP, to whatever name resolvers make of the target, or over a
 * Unix domain socket, which is always in plaintext: the kernel is the only network.
 */
public final class NettyChannelTransport implements ChannelTransport {

	private final ClientEventLoops eventLoops;

	private final ClientTls tls;

	private final TooManyPings tooManyPings = new TooManyPings();

	/**
	 * Connects with event loops that all channels share.
	 * @param eventLoops the event loops
	 * @param tls the TLS of the channels that ask for it
	 */
	public NettyChannelTransport(ClientEventLoops eventLoops, ClientTls tls) {
		this.eventLoops = eventLoops;
		this.tls = tls;
	}

	@Override
	public boolean supports(ChannelTarget target) {
		return true;
	}

	@Override
	public Beginning begin(ChannelDefinition definition, Runnable attemptEnded) {
		boolean unix = definition.target() instanceof ChannelTarget.UnixSocket;
		NettyChannelBuilder builder = newBuilder(definition, unix);
		builder.eventLoopGroup(this.eventLoops.get().group());
		builder.channelFactory(() -> watched((unix) ? EventLoops.unixSocket() : EventLoops.tcpSocket(), attemptEnded),
				(unix) ? DomainSocketAddress.class : InetSocketAddress.class);
		builder.initialFlowControlWindow(definition.limits().flowControlWindow());
		builder.defaultLoadBalancingPolicy(definition.balancing().policy());
		Duration time = definition.keepalive().time().orNull();
		builder.keepAliveTime((time != null) ? time.toNanos() : Long.MAX_VALUE, TimeUnit.NANOSECONDS);
		builder.keepAliveTimeout(definition.keepalive().timeout().toNanos(), TimeUnit.NANOSECONDS);
		builder.keepAliveWithoutCalls(definition.keepalive().withoutCalls());
		ConnectionEvents events = new ConnectionEvents(() -> this.tooManyPings.explain(definition));
		InternalManagedChannelBuilder.addMetricSink(builder, events);
		return new Beginning(builder, new ConnectionFailures(definition, events));
	}

	private static Channel watched(Channel socket, Runnable attemptEnded) {
		socket.closeFuture().addListener((end) -> attemptEnded.run());
		return socket;
	}

	private ChannelCredentials credentials(ChannelDefinition definition) {
		return (definition.usesTls())
				? NettySslContextChannelCredentials.create(CurrentSslContext.ofClient(handshakes(definition)))
				: InsecureChannelCredentials.create();
	}

	private Supplier<TlsHandshake> handshakes(ChannelDefinition definition) {
		String key = definition.key("ssl.");
		String bundle = definition.ssl().bundle();
		return (bundle != null) ? this.tls.handshakes(bundle, key + "bundle")
				: this.tls.handshakesOfTheJdk(key + "enabled");
	}

	private NettyChannelBuilder newBuilder(ChannelDefinition definition, boolean unix) {
		NettyChannelBuilder builder = NettyChannelBuilder.forTarget(definition.target().uri(), credentials(definition));
		if (unix) {
			if (!EventLoops.haveUnixSockets()) {
				throw new IllegalArgumentException("Unix sockets need Netty's native transport for Linux",
						EventLoops.whyNoUnixSockets());
			}
			// gRPC sets it always, and Netty warns of each connection that has no such
			// option
			builder.withOption(ChannelOption.SO_KEEPALIVE, null);
			// gRPC for Java would name the path, which servers in some other languages
			// refuse as an authority; gRPC for those languages names localhost
			builder.overrideAuthority("localhost");
		}
		return builder;
	}

}
