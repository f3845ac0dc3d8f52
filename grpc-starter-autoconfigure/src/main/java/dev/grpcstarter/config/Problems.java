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

	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final List<Problem> found = new ArrayList<>();

	/**
	 * Notes a problem.
	 * @param problem the problem
	 */
	public void add(Problem problem) {
		this.found.add(problem);
	}

	/**
	 * Notes a problem if a duration is shorter than it may be, or longer than the
	 * transport can count.
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
		else if (value.compareTo(LONGEST) > 0) {
			add(Problem.ofKey(key, "%s is more than 100 years".formatted(value),
					"Set %s to a shorter duration%s.".formatted(key, instead)));
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

	private static String text(Duration duration) {
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
