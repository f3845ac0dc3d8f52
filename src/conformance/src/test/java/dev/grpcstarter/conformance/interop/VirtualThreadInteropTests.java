package dev.grpcstarter.conformance.interop;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.test.context.TestPropertySource;

/**
 * The interop suite against handlers that run on virtual threads.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
@TestPropertySource(properties = "grpc.server.executor=virtual")
class VirtualThreadInteropTests extends TcpInteropTests {

}
