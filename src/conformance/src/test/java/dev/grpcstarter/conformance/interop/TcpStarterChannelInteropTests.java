package dev.grpcstarter.conformance.interop;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

/**
 * The interop suite over the client starter's channels over TCP.
 */
@TestPropertySource(properties = { "grpc.server.port=0", "grpc.server.address=127.0.0.1" })
class TcpStarterChannelInteropTests extends StarterChannelInteropTests {

	@Value("${local.grpc.server.port}")
	private int port;

	@Override
	String target() {
		return "dns:///127.0.0.1:" + this.port;
	}

}
