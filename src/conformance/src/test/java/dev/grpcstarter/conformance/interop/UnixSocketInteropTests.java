package dev.grpcstarter.conformance.interop;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannelBuilder;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The interop suite over a Unix socket.
 */
class UnixSocketInteropTests extends InteropTests {

	private static final SocketPath SOCKET = SocketPath.create();

	@DynamicPropertySource
	static void serve(DynamicPropertyRegistry properties) {
		properties.add("grpc.server.port", () -> "none");
		properties.add("grpc.server.unix-socket", SOCKET.path()::toString);
	}

	@Override
	ManagedChannelBuilder<?> channelBuilder() {
		return Grpc.newChannelBuilder(SOCKET.target(), InsecureChannelCredentials.create());
	}

}
