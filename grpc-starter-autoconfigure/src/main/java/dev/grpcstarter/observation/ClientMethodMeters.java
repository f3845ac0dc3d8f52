package dev.grpcstarter.observation;

import java.util.concurrent.TimeUnit;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The client's meters of one method on one channel. It is itself the factory that gRPC
 * asks for a tracer at each attempt, so that a call brings none of its own.
 */
final class ClientMethodMeters extends ClientStreamTracer.Factory {

	private final Counter attempts;

	private final StatusMeters<StatusMeters.OfStream> attemptEnded;

	private final StatusMeters<Timer> callEnded;

	ClientMethodMeters(MeterRegistry registry, String target, String method) {
		Tags tags = Tags.of("grpc.method", method, "grpc.target", target);
		this.attempts = CallMeter.CLIENT_ATTEMPT_STARTED.counter(registry, tags);
		this.attemptEnded = new StatusMeters<>(tags,
				(all) -> new StatusMeters.OfStream(CallMeter.CLIENT_ATTEMPT_DURATION.timer(registry, all),
						CallMeter.CLIENT_ATTEMPT_SENT.bytes(registry, all),
						CallMeter.CLIENT_ATTEMPT_RECEIVED.bytes(registry, all)));
		this.callEnded = new StatusMeters<>(tags, (all) -> CallMeter.CLIENT_DURATION.timer(registry, all));
	}

	@Override
	public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
		this.attempts.increment();
		return new ClientAttemptTracer(this.attemptEnded);
	}

	void callEnded(long nanos, Status status) {
		this.callEnded.get(status.getCode()).record(nanos, TimeUnit.NANOSECONDS);
	}

}
