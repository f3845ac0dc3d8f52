package dev.grpcstarter.observation;

import io.grpc.ServerStreamTracer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * The server's meters of one method.
 */
final class ServerMethodMeters {

	private final Counter started;

	private final StatusMeters<StatusMeters.OfStream> ended;

	ServerMethodMeters(MeterRegistry registry, String method) {
		Tags tags = Tags.of("grpc.method", method);
		this.started = CallMeter.SERVER_STARTED.counter(registry, tags);
		this.ended = new StatusMeters<>(tags,
				(all) -> new StatusMeters.OfStream(CallMeter.SERVER_DURATION.timer(registry, all),
						CallMeter.SERVER_SENT.bytes(registry, all), CallMeter.SERVER_RECEIVED.bytes(registry, all)));
	}

	ServerStreamTracer begin() {
		this.started.increment();
		return new ServerCallTracer(this.ended);
	}

}
