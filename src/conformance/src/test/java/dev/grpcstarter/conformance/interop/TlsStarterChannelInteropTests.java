package dev.grpcstarter.conformance.interop;

import java.util.List;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/**
 * The interop suite over the client starter's channels over TLS.
 */
@TestPropertySource(properties = { "grpc.server.port=0", "grpc.server.address=127.0.0.1" })
class TlsStarterChannelInteropTests extends StarterChannelInteropTests {

	private static final ServerKey KEY = ServerKey.create();

	@Value("${local.grpc.server.port}")
	private int port;

	@DynamicPropertySource
	static void serve(DynamicPropertyRegistry properties) {
		KEY.properties().forEach((name, value) -> properties.add(name, () -> value));
	}

	@Override
	String target() {
		return "dns:///localhost:" + this.port;
	}

	@Override
	List<String> clientProperties() {
		return List.of("grpc.client.defaults.ssl.bundle=interop",
				"spring.ssl.bundle.pem.interop.truststore.certificate=" + KEY.certificate().toUri());
	}

}
