package dev.grpcstarter.observation;

import java.time.Duration;
import java.util.stream.DoubleStream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of calls, named and tagged as gRFC A66 has them. Prometheus writes dots as
 * underscores and adds the unit.
 */
enum CallMeter {

	/**
	 * Calls that reached the server. Tag: {@code grpc.method}.
	 */
	SERVER_STARTED("grpc.server.call.started", "Calls that have reached the server."),

	/**
	 * Time from the first byte of a call to its end, as the server's transport sees it.
	 * Tags: {@code grpc.method}, {@code grpc.status}.
	 */
	SERVER_DURATION("grpc.server.call.duration", "Time a call takes from its arrival to its end."),

	/**
	 * Bytes of all reply messages of a call, after compression. Tags:
	 * {@code grpc.method}, {@code grpc.status}.
	 */
	SERVER_SENT("grpc.server.call.sent_total_compressed_message_size", "Compressed bytes of a call's replies."),

	/**
	 * Bytes of all request messages of a call, before decompression. Tags:
	 * {@code grpc.method}, {@code grpc.status}.
	 */
	SERVER_RECEIVED("grpc.server.call.rcvd_total_compressed_message_size", "Compressed bytes of a call's requests."),

	/**
	 * Attempts that were begun, retries included. Tags: {@code grpc.method},
	 * {@code grpc.target}.
	 */
	CLIENT_ATTEMPT_STARTED("grpc.client.attempt.started", "Attempts of calls that have begun."),

	/**
	 * Time that an attempt takes. Tags: {@code grpc.method}, {@code grpc.target},
	 * {@code grpc.status}.
	 */
	CLIENT_ATTEMPT_DURATION("grpc.client.attempt.duration", "Time an attempt of a call takes."),

	/**
	 * Bytes of all request messages of an attempt, after compression. Tags:
	 * {@code grpc.method}, {@code grpc.target}, {@code grpc.status}.
	 */
	CLIENT_ATTEMPT_SENT("grpc.client.attempt.sent_total_compressed_message_size",
			"Compressed bytes of an attempt's requests."),

	/**
	 * Bytes of all reply messages of an attempt, before decompression. Tags:
	 * {@code grpc.method}, {@code grpc.target}, {@code grpc.status}.
	 */
	CLIENT_ATTEMPT_RECEIVED("grpc.client.attempt.rcvd_total_compressed_message_size",
			"Compressed bytes of an attempt's replies."),

	/**
	 * Time that a call takes as the application sees it, all attempts included. Tags:
	 * {@code grpc.method}, {@code grpc.target}, {@code grpc.status}.
	 */
	CLIENT_DURATION("grpc.client.call.duration", "Time a call takes as the caller sees it.");

	/**
	 * Bounds that A66 recommends for latencies, in milliseconds; Micrometer takes no
	 * bound of 0.
	 */
	private static final Duration[] LATENCIES = DoubleStream
		.of(0.01, 0.05, 0.1, 0.3, 0.6, 0.8, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160,
				200, 250, 300, 400, 500, 650, 800, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
		.mapToObj((millis) -> Duration.ofNanos(Math.round(millis * 1_000_000)))
		.toArray(Duration[]::new);

	/**
	 * Bounds that A66 recommends for sizes, in bytes.
	 */
	private static final double[] SIZES = { 1024, 2048, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
			67_108_864, 268_435_456, 1_073_741_824, 4_294_967_296d };

	private final String meterName;

	private final String description;

	CallMeter(String meterName, String description) {
		this.meterName = meterName;
		this.description = description;
	}

	String meterName() {
		return this.meterName;
	}

	Counter counter(MeterRegistry registry, Tags tags) {
		return Counter.builder(this.meterName).description(this.description).tags(tags).register(registry);
	}

	Timer timer(MeterRegistry registry, Tags tags) {
		return Timer.builder(this.meterName)
			.description(this.description)
			.serviceLevelObjectives(LATENCIES)
			.tags(tags)
			.register(registry);
	}

	DistributionSummary bytes(MeterRegistry registry, Tags tags) {
		return DistributionSummary.builder(this.meterName)
			.description(this.description)
			.baseUnit("bytes")
			.serviceLevelObjectives(SIZES)
			.tags(tags)
			.register(registry);
	}

}
