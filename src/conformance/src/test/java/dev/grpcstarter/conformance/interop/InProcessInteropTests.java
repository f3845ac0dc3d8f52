package dev.grpcstarter.conformance.interop;

import java.util.EnumSet;
import java.util.Set;

import io.grpc.ManagedChannelBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;

import org.springframework.test.context.TestPropertySource;

/**
 * The interop suite in-process.
 */
@TestPropertySource(properties = { "grpc.server.port=none", "grpc.server.in-process-name=interop" })
class InProcessInteropTests extends InteropTests {

	@Override
	Set<InteropCase> cases() {
		// messages are handed over as they are and have no size
		return EnumSet
			.complementOf(EnumSet.of(InteropCase.MAX_INBOUND_SIZE_TOO_BIG, InteropCase.MAX_OUTBOUND_SIZE_TOO_BIG));
	}

	@Override
	ManagedChannelBuilder<?> channelBuilder() {
		return InProcessChannelBuilder.forName("interop");
	}

}
