package dev.grpcstarter.benchmarks.load;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The middle of some values, and how far they are apart: between the quartiles is half of
 * them.
 *
 * @param lower the first quartile
 * @param median the value in the middle
 * @param upper the third quartile
 */
record Quartiles(double lower, double median, double upper) {

	static <T> Quartiles of(List<T> measured, ToDoubleFunction<T> value) {
		double[] sorted = measured.stream().mapToDouble(value).sorted().toArray();
		return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
	}

	private static double at(double[] sorted, double part) {
		double place = part * (sorted.length - 1);
		int below = (int) place;
		int above = Math.min(below + 1, sorted.length - 1);
		return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
	}

	/**
	 * As it stands in a table.
	 * @param format how a number is written
	 * @return the median, with the quartiles in brackets
	 */
	String text(String format) {
		String all = format + " (" + format + " to " + format + ")";
		return String.format(Locale.ROOT, all, this.median, this.lower, this.upper);
	}

}
