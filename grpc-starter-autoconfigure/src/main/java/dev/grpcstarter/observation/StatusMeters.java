package dev.grpcstarter.observation;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

import io.grpc.Status;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one method that differ by status, found by the status code's number.
 * Those of OK exist from the start; the others when they are first needed, since most
 * methods never see most codes. Thread-safe.
 *
 * @param <M> the meters of one status
 */
final class StatusMeters<M> {

	private final AtomicReferenceArray<M> byCode = new AtomicReferenceArray<>(Status.Code.values().length);

	private final Function<Tags, M> factory;

	private final Tags tags;

	StatusMeters(Tags tags, Function<Tags, M> factory) {
		this.tags = tags;
		this.factory = factory;
		get(Status.Code.OK);
	}

	M get(Status.Code code) {
		M meters = this.byCode.get(code.ordinal());
		if (meters == null) {
			// two threads may both get here; the registry gives them the same meters
			meters = this.factory.apply(this.tags.and("grpc.status", code.name()));
			this.byCode.set(code.ordinal(), meters);
		}
		return meters;
	}

	/**
	 * What is recorded when a stream ends.
	 *
	 * @param duration how long it took
	 * @param sent the compressed bytes of messages that went out
	 * @param received the compressed bytes of messages that came in
	 */
	record OfStream(Timer duration, DistributionSummary sent, DistributionSummary received) {

		void record(long nanos, long sentBytes, long receivedBytes) {
			this.duration.record(nanos, TimeUnit.NANOSECONDS);
			this.sent.record(sentBytes);
			this.received.record(receivedBytes);
		}

	}

}
