package dev.grpcstarter.conformance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.grpc.Grpc;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/**
 * The interop suite over TLS.
 */
@TestPropertySource(properties = { "grpc.server.port=0", "grpc.server.address=127.0.0.1" })
class TlsInteropTests extends InteropTests {

	private static final ServerKey KEY = ServerKey.create();

	@Value("${local.grpc.server.port}")
	private int port;

	@DynamicPropertySource
	static void serve(DynamicPropertyRegistry properties) {
		KEY.properties().forEach((name, value) -> properties.add(name, () -> value));
	}

	@Override
	ManagedChannelBuilder<?> channelBuilder() {
		try {
			return Grpc.newChannelBuilderForAddress("localhost", this.port,
					TlsChannelCredentials.newBuilder().trustManager(KEY.certificate().toFile()).build());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
