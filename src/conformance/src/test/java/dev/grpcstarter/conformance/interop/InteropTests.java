package dev.grpcstarter.conformance.interop;

import java.util.EnumSet;
import java.util.Set;

import io.grpc.ManagedChannelBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.SpringBootTest;

/**
 * gRPC's own interop suite against a server of the starter, one test for each case. A
 * subclass for each transport.
 */
@SpringBootTest(classes = InteropApplication.class, properties = "grpc.server.limits.inbound-message-size=16MB")
@TestInstance(Lifecycle.PER_CLASS)
abstract class InteropTests {

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void passes(InteropCase interopCase) {
		interopCase.run(suite(interopCase));
	}

	Set<InteropCase> cases() {
		return EnumSet.allOf(InteropCase.class);
	}

	AbstractInteropTest suite(InteropCase interopCase) {
		return new Suite();
	}

	abstract ManagedChannelBuilder<?> channelBuilder();

	class Suite extends AbstractInteropTest {

		@Override
		protected ManagedChannelBuilder<?> createChannelBuilder() {
			return channelBuilder().maxInboundMessageSize(16 * 1024 * 1024);
		}

		@Override
		protected boolean metricsExpected() {
			return false;
		}

	}

}
