package dev.grpcstarter.sample;

import java.time.Instant;

import com.google.protobuf.Timestamp;

/**
 * Turns Java's time into protobuf's.
 */
final class Timestamps {

	private Timestamps() {
	}

	static Timestamp of(Instant instant) {
		return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
	}

}
