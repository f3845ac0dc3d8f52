package dev.grpcstarter.client.netty;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.grpc.LongCounterMetricInstrument;
import io.grpc.MetricInstrument;
import io.grpc.MetricSink;

/**
 * What becomes of the connections of one channel, which gRPC tells nobody but those who
 * count it (gRFC A94). There is one event for each connection, and none for a call.
 */
final class ConnectionEvents implements MetricSink {

	private volatile boolean connected;

	@Override
	public void addLongCounter(LongCounterMetricInstrument instrument, long value, List<String> required,
			List<String> optional) {
		if (instrument.getName().equals("grpc.subchannel.connection_attempts_succeeded")) {
			this.connected = true;
		}
	}

	/**
	 * Whether the channel has ever had a connection over which HTTP/2 was spoken.
	 * @return {@code true} from the first one on
	 */
	boolean hasConnected() {
		return this.connected;
	}

	@Override
	public Map<String, Boolean> getEnabledMetrics() {
		return Map.of();
	}

	@Override
	public Set<String> getOptionalLabels() {
		return Set.of();
	}

	/**
	 * Nothing is kept for each instrument, so that there is never one to add.
	 */
	@Override
	public int getMeasuresSize() {
		return Integer.MAX_VALUE;
	}

	@Override
	public void updateMeasures(List<MetricInstrument> instruments) {
	}

}
