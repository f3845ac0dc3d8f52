package dev.grpcstarter.conformance.interop;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The interop suite over the client starter's channels over a Unix socket.
 */
class UnixSocketStarterChannelInteropTests extends StarterChannelInteropTests {

	private static final SocketPath SOCKET = SocketPath.create();

	@DynamicPropertySource
	static void serve(DynamicPropertyRegistry properties) {
		properties.add("grpc.server.port", () -> "none");
		properties.add("grpc.server.unix-socket", SOCKET.path()::toString);
	}

	@Override
	String target() {
		return SOCKET.target();
	}

}
