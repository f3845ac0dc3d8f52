package dev.grpcstarter.conformance.interop;

import org.springframework.test.context.TestPropertySource;

/**
 * The interop suite against handlers that run on the event loop.
 */
@TestPropertySource(properties = "grpc.server.executor=direct")
class DirectInteropTests extends TcpInteropTests {

}
