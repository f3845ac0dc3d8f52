package dev.grpcstarter.server.execution;

import java.util.concurrent.TimeUnit;

import io.grpc.Metadata;

/**
 * Reads {@code grpc-timeout} as the HTTP/2 protocol of gRPC has it: up to eight digits
 * and a unit.
 */
final class TimeoutMarshaller implements Metadata.AsciiMarshaller<Long> {

	@Override
	public String toAsciiString(Long nanos) {
		throw new UnsupportedOperationException("it is only read");
	}

	/**
	 * Called after gRPC has read the same text and found it in order.
	 */
	@Override
	public Long parseAsciiString(String text) {
		int digits = text.length() - 1;
		return unit(text.charAt(digits)).toNanos(Long.parseLong(text, 0, digits, 10));
	}

	private static TimeUnit unit(char unit) {
		return switch (unit) {
			case 'n' -> TimeUnit.NANOSECONDS;
			case 'u' -> TimeUnit.MICROSECONDS;
			case 'm' -> TimeUnit.MILLISECONDS;
			case 'S' -> TimeUnit.SECONDS;
			case 'M' -> TimeUnit.MINUTES;
			case 'H' -> TimeUnit.HOURS;
			default -> throw new IllegalArgumentException("no unit of time: " + unit);
		};
	}

}
