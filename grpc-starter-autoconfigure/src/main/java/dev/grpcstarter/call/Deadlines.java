package dev.grpcstarter.call;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problems;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * How long the calls of a method may take. Deadlines are counted from each call: nothing
 * here is a point in time. Immutable.
 *
 * @param unary for unary calls that bring no deadline; streams are left alone, since how
 * long they live says nothing about their health
 * @param most the most that may be asked for, of unary calls without a deadline too
 * @param reserve what is kept back of the deadline of the call that is being handled,
 * when that calls on
 */
public record Deadlines(OrNone<Duration> unary, OrNone<Duration> most, Duration reserve) {

	/**
	 * No deadline but what calls bring.
	 */
	public static final Deadlines NONE = new Deadlines(OrNone.none(), OrNone.none(), Duration.ZERO);

	/**
	 * How long a call to the server may take, where that is not what its caller asks for.
	 * @param type the type of the method
	 * @param asked what the caller has asked for, or {@code null} for nothing
	 * @return the time, or {@code null} if what the caller has asked for counts, be it
	 * nothing
	 */
	public @Nullable Duration inbound(MethodType type, @Nullable Deadline asked) {
		Duration bound = this.most.orNull();
		if (asked == null) {
			Duration own = this.unary.orNull();
			bound = (bound == null || own != null && own.compareTo(bound) < 0) ? own : bound;
			return (type == MethodType.UNARY) ? bound : null;
		}
		return (bound != null && asked.timeRemaining(TimeUnit.NANOSECONDS) > bound.toNanos()) ? bound : null;
	}

	/**
	 * The deadline of a call by the client.
	 * @param type the type of the method
	 * @param own the deadline that the call brings, or {@code null} for none
	 * @param inbound the deadline of the call that is being handled, or {@code null} for
	 * none
	 * @return the deadline, or {@code null} for none but that of the call that is being
	 * handled
	 */
	public @Nullable Deadline outbound(MethodType type, @Nullable Deadline own, @Nullable Deadline inbound) {
		Duration fallback = this.unary.orNull();
		Deadline deadline = (own == null && type == MethodType.UNARY && fallback != null) ? after(fallback) : own;
		if (inbound == null || this.reserve.isZero()) {
			return deadline;
		}
		Deadline kept = inbound.offset(-this.reserve.toNanos(), TimeUnit.NANOSECONDS);
		return (deadline != null) ? deadline.minimum(kept) : kept;
	}

	/**
	 * What bounds the calls of a method that reach a server, in short.
	 * @param type the type of the method
	 * @return the bounds, such as {@code 2s, at most 5s}, or an empty text where there
	 * are none but what calls bring
	 */
	public String describeInbound(MethodType type) {
		Duration own = (type == MethodType.UNARY) ? this.unary.orNull() : null;
		Duration bound = this.most.orNull();
		if (bound == null) {
			return (own != null) ? text(own) : "";
		}
		return ((own != null && own.compareTo(bound) < 0) ? text(own) + ", " : "") + "at most " + text(bound);
	}

	/**
	 * A time as it would be written in the configuration.
	 * @param duration the time
	 * @return the time in whole seconds, or in milliseconds
	 */
	public static String text(Duration duration) {
		return Problems.text(duration.truncatedTo(ChronoUnit.MILLIS));
	}

	private static Deadline after(Duration duration) {
		return Deadline.after(duration.toNanos(), TimeUnit.NANOSECONDS);
	}

}
