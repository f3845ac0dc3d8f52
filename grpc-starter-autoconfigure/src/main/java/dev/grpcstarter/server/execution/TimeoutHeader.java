package dev.grpcstarter.server.execution;

import java.util.concurrent.TimeUnit;

import io.grpc.Deadline;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code grpc-timeout} of a call, as gRPC over HTTP/2 defines it: up to eight
 * digits and a unit. What cannot be read is left for gRPC itself to complain of.
 */
final class TimeoutHeader implements Metadata.AsciiMarshaller<TimeoutHeader.Value> {

	private static final Metadata.Key<Value> KEY = Metadata.Key.of("grpc-timeout", new TimeoutHeader());

	private static final Value UNREADABLE = new Value(0, null);

	static @Nullable Deadline deadline(Metadata headers) {
		Value value = headers.get(KEY);
		return (value != null && value.unit() != null) ? Deadline.after(value.amount(), value.unit()) : null;
	}

	@Override
	public String toAsciiString(Value value) {
		throw new UnsupportedOperationException("only read");
	}

	@Override
	public Value parseAsciiString(String text) {
		int digits = text.length() - 1;
		if (digits < 1 || digits > 8) {
			return UNREADABLE;
		}
		TimeUnit unit = unit(text.charAt(digits));
		long amount = 0;
		for (int i = 0; i < digits; i++) {
			char digit = text.charAt(i);
			if (unit == null || digit < '0' || digit > '9') {
				return UNREADABLE;
			}
			amount = amount * 10 + (digit - '0');
		}
		return new Value(amount, unit);
	}

	private static @Nullable TimeUnit unit(char letter) {
		return switch (letter) {
			case 'n' -> TimeUnit.NANOSECONDS;
			case 'u' -> TimeUnit.MICROSECONDS;
			case 'm' -> TimeUnit.MILLISECONDS;
			case 'S' -> TimeUnit.SECONDS;
			case 'M' -> TimeUnit.MINUTES;
			case 'H' -> TimeUnit.HOURS;
			default -> null;
		};
	}

	record Value(long amount, @Nullable TimeUnit unit) {

	}

}
