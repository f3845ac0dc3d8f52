package dev.grpcstarter.observation;

import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ClientTelemetry;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Metrics of calls by the client (gRFC A66). The target in the tags is the configured one
 * of the channel, and {@code ad-hoc} where none is configured.
 */
public final class ClientCallMetrics implements ClientTelemetry {

	private final MeterRegistry registry;

	/**
	 * Metrics in a registry.
	 * @param registry where the meters are
	 */
	public ClientCallMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public CallWatcher watch(ChannelDefinition channel) {
		return new ChannelMetrics(this.registry, (channel.name().isEmpty()) ? "ad-hoc" : channel.target().text());
	}

}
