package dev.grpcstarter.conformance.interop;

import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

/**
 * The interop suite over TCP.
 */
@TestPropertySource(properties = { "grpc.server.port=0", "grpc.server.address=127.0.0.1" })
class TcpInteropTests extends InteropTests {

	@Value("${local.grpc.server.port}")
	private int port;

	@Override
	ManagedChannelBuilder<?> channelBuilder() {
		return NettyChannelBuilder.forAddress("127.0.0.1", this.port).usePlaintext();
	}

}
