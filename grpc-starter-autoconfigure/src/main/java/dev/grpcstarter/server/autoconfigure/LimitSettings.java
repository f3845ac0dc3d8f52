package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;

import dev.grpcstarter.config.Problems;
import dev.grpcstarter.server.ServerLimits;

/**
 * The keys of {@code grpc.server.limits}, checked and translated.
 */
final class LimitSettings {

	private static final String PREFIX = "grpc.server.limits.";

	/**
	 * The window that a connection has before either side has said anything.
	 */
	private static final int HTTP_2_WINDOW = 65_535;

	private LimitSettings() {
	}

	static void check(GrpcServerProperties.Limits properties, Problems problems) {
		problems.bytes(PREFIX + "inbound-message-size", properties.inboundMessageSize());
		problems.bytes(PREFIX + "inbound-metadata-size", properties.inboundMetadataSize());
		problems.bytes(PREFIX + "flow-control-window", properties.flowControlWindow(), HTTP_2_WINDOW,
				"HTTP/2 gives that to every connection, and it cannot be taken back");
		problems.count(PREFIX + "concurrent-calls-per-connection", properties.concurrentCallsPerConnection().orNull(),
				"calls", ", or to none for no bound");
		problems.count(PREFIX + "resets-per-window", properties.resetsPerWindow().orNull(), "resets",
				", or to none for no bound");
		problems.duration(PREFIX + "handshake-timeout", properties.handshakeTimeout().orNull(), Duration.ofMillis(1),
				"every connection would fail", ", or to none for no bound");
	}

	static ServerLimits of(GrpcServerProperties.Limits properties) {
		return new ServerLimits(Math.toIntExact(properties.inboundMessageSize().toBytes()),
				Math.toIntExact(properties.inboundMetadataSize().toBytes()), properties.concurrentCallsPerConnection(),
				properties.handshakeTimeout(), properties.resetsPerWindow(),
				Math.toIntExact(properties.flowControlWindow().toBytes()));
	}

}
