package dev.grpcstarter.server.execution;

import java.util.concurrent.TimeUnit;

import io.grpc.Deadline;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SharedDeadlineTests {

	private static final long HOUR = TimeUnit.HOURS.toNanos(1);

	private final SharedDeadline shared = new SharedDeadline();

	@Test
	void noCallHasMoreTimeThanAllowedOrMuchLess() {
		for (long nanos : new long[] { TimeUnit.MILLISECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(60), HOUR }) {
			for (int i = 0; i < 10_000; i++) {
				long before = System.nanoTime();
				long left = this.shared.after(nanos).timeRemaining(TimeUnit.NANOSECONDS);
				long passed = System.nanoTime() - before;
				assertThat(left).isLessThanOrEqualTo(nanos)
					.isGreaterThanOrEqualTo(nanos - passed - Math.min(TimeUnit.MILLISECONDS.toNanos(1), nanos / 1_000));
			}
		}
	}

	@Test
	void callsThatComeTogetherHaveTheSame() {
		long shares = 0;
		Deadline last = this.shared.after(HOUR);
		for (int i = 0; i < 1_000; i++) {
			Deadline next = this.shared.after(HOUR);
			shares += (next == last) ? 1 : 0;
			last = next;
		}
		assertThat(shares).isPositive();
	}

	@Test
	void aLongerTimeIsNotCutToAShorterOneOfAnotherCall() {
		this.shared.after(TimeUnit.SECONDS.toNanos(1));
		assertThat(this.shared.after(HOUR).timeRemaining(TimeUnit.MINUTES)).isEqualTo(59);
	}

}
