package dev.grpcstarter.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * Collects the {@linkplain Problem problems} of one look at the configuration, so that
 * they are reported together and not one per attempt to start. Not thread-safe.
 */
public final class Problems {

	private static final Duration FOREVER = Duration.ofDays(1_000);

	private final List<Problem> found = new ArrayList<>();

	/**
	 * Notes a problem.
	 * @param problem the problem
	 */
	public void add(Problem problem) {
		this.found.add(problem);
	}

	/**
	 * Notes a problem if a duration is shorter than it may be, or so long that the
	 * transport takes it for none.
	 * @param key the full name of the property
	 * @param value the value, or {@code null} where there is none
	 * @param least the shortest duration that is accepted
	 * @param why why nothing shorter is accepted
	 * @param instead what to write for "no limit", such as {@code none}
	 */
	public void duration(String key, @Nullable Duration value, Duration least, String why, String instead) {
		if (value == null) {
			return;
		}
		if (value.compareTo(least) < 0) {
			add(Problem.ofKey(key, "%s is less than %s: %s".formatted(text(value), text(least), why),
					"Set %s to %s or more%s.".formatted(key, text(least), instead)));
		}
		else if (value.compareTo(FOREVER) >= 0) {
			add(Problem.ofKey(key, "%s is 1,000 days or more, which gRPC takes for no bound at all".formatted(value),
					"Set %s to a shorter duration%s.".formatted(key, instead)));
		}
	}

	/**
	 * Notes a problem if a duration is longer than it may be.
	 * @param key the full name of the property
	 * @param value the value, or {@code null} where there is none
	 * @param most the longest duration that is accepted
	 * @param why why nothing longer is accepted
	 */
	public void durationAtMost(String key, @Nullable Duration value, Duration most, String why) {
		if (value != null && value.compareTo(most) > 0) {
			add(Problem.ofKey(key, "%s is more than %s: %s".formatted(text(value), text(most), why),
					"Set %s to %s or less.".formatted(key, text(most))));
		}
	}

	/**
	 * Notes a problem if a number of things is less than one.
	 * @param key the full name of the property
	 * @param value the value, or {@code null} where there is none
	 * @param what what is counted, such as {@code calls}
	 * @param instead what to write for "no limit", such as {@code none}
	 */
	public void count(String key, @Nullable Integer value, String what, String instead) {
		if (value != null && value < 1) {
			add(Problem.ofKey(key, "%s %s are out of range, which begins at 1".formatted(value, what),
					"Set %s to 1 or more%s.".formatted(key, instead)));
		}
	}

	/**
	 * Notes a problem if a size is not one that gRPC can count, which is in an
	 * {@code int}.
	 * @param key the full name of the property
	 * @param size the size, or {@code null} where there is none
	 */
	public void bytes(String key, @Nullable DataSize size) {
		if (size != null && (size.toBytes() < 1 || size.toBytes() > Integer.MAX_VALUE)) {
			add(Problem.ofKey(key,
					"%s bytes are out of range, and only 1 to %s bytes (2 GB - 1) can be counted"
						.formatted(size.toBytes(), Integer.MAX_VALUE),
					"Set %s to a size such as 4MB; the largest is %sB.".formatted(key, Integer.MAX_VALUE)));
		}
	}

	/**
	 * Notes a problem if a size is smaller than it may be, or not one that gRPC can
	 * count.
	 * @param key the full name of the property
	 * @param size the size
	 * @param least the smallest size that is accepted, in bytes
	 * @param why why nothing smaller is accepted
	 */
	public void bytes(String key, DataSize size, int least, String why) {
		if (size.toBytes() >= 1 && size.toBytes() < least) {
			add(Problem.ofKey(key, "%s bytes are less than %s bytes: %s".formatted(size.toBytes(), least, why),
					"Set %s to %sB or more.".formatted(key, least)));
		}
		else {
			bytes(key, size);
		}
	}

	/**
	 * A duration as it is written in properties.
	 * @param duration the duration
	 * @return its text, such as {@code 10ms}
	 */
	public static String text(Duration duration) {
		return (duration.toNanosPart() % 1_000_000 != 0) ? duration.toString()
				: DurationStyle.SIMPLE.print(duration, simplestUnit(duration));
	}

	private static ChronoUnit simplestUnit(Duration duration) {
		return (duration.toMillisPart() != 0) ? ChronoUnit.MILLIS : ChronoUnit.SECONDS;
	}

	/**
	 * Ends the look.
	 * @throws GrpcConfigurationException if there was a problem
	 */
	public void throwIfAny() {
		if (!this.found.isEmpty()) {
			throw new GrpcConfigurationException(this.found);
		}
	}

}
