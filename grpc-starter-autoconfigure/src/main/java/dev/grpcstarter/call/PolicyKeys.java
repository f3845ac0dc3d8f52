package dev.grpcstarter.call;

import java.time.Duration;

import dev.grpcstarter.config.OrNone;
import org.jspecify.annotations.Nullable;

/**
 * What one place in the properties says of calls. What it leaves out is {@code null}.
 *
 * @param deadline the deadline of unary calls that bring none
 * @param maxDeadline the most that a caller may ask for
 * @param interceptors what is made of the chain of the level above
 */
public record PolicyKeys(@Nullable OrNone<Duration> deadline, @Nullable OrNone<Duration> maxDeadline,
		@Nullable InterceptorList interceptors) {

	/**
	 * Whether nothing is said.
	 * @return {@code true} if all is left out
	 */
	public boolean isEmpty() {
		return this.deadline == null && this.maxDeadline == null && this.interceptors == null;
	}

}
