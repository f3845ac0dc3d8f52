package dev.grpcstarter.server.execution;

import java.util.concurrent.TimeUnit;

import io.grpc.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Gives calls that arrive almost together the same deadline: under load, nearly none
 * needs one of its own. They may have less time than they are allowed by a thousandth of
 * it, and by a millisecond at most. Thread-safe: a deadline never changes, and two
 * threads at a time make one too many.
 */
final class SharedDeadline {

	private static final long MOST = TimeUnit.MILLISECONDS.toNanos(1);

	private volatile @Nullable Deadline last;

	/**
	 * A deadline from now on.
	 * @param nanos the time until it passes
	 * @return the deadline
	 */
	Deadline after(long nanos) {
		Deadline last = this.last;
		if (last != null) {
			long tooMuch = nanos - last.timeRemaining(TimeUnit.NANOSECONDS);
			if (tooMuch >= 0 && tooMuch <= Math.min(MOST, nanos / 1_000)) {
				return last;
			}
		}
		Deadline made = Deadline.after(nanos, TimeUnit.NANOSECONDS);
		this.last = made;
		return made;
	}

}
