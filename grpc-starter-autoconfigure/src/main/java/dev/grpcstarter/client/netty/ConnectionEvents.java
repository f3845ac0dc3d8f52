package dev.grpcstarter.client.netty;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.grpc.LongCounterMetricInstrument;
import io.grpc.MetricInstrument;
import io.grpc.MetricSink;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the connections of one channel, which gRPC tells nobody but those who
 * count it (gRFC A94). There is one event for each connection, and none for a call.
 */
final class ConnectionEvents implements MetricSink {

	private final Runnable sentAwayToCalmDown;

	private volatile boolean connected;

	/**
	 * Events of a channel.
	 * @param sentAwayToCalmDown told of a server that closes a connection because of too
	 * many pings, or of too much of something else; must not block
	 */
	ConnectionEvents(Runnable sentAwayToCalmDown) {
		this.sentAwayToCalmDown = sentAwayToCalmDown;
	}

	@Override
	public void addLongCounter(LongCounterMetricInstrument instrument, long value, List<String> required,
			List<String> optional) {
		if (instrument.getName().equals("grpc.subchannel.connection_attempts_succeeded")) {
			this.connected = true;
		}
		else if (instrument.getName().equals("grpc.subchannel.disconnections")
				&& "GOAWAY ENHANCE_YOUR_CALM".equals(reason(instrument, optional))) {
			this.sentAwayToCalmDown.run();
		}
	}

	private static @Nullable String reason(LongCounterMetricInstrument instrument, List<String> optional) {
		int index = instrument.getOptionalLabelKeys().indexOf("grpc.disconnect_error");
		return (index >= 0 && index < optional.size()) ? optional.get(index) : null;
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
