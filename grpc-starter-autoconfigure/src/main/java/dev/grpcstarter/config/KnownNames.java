package dev.grpcstarter.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names that a value may have, and what is said of one that is none of them.
 * Immutable.
 *
 * @param names the names, in the order in which they are listed
 */
public record KnownNames(List<String> names) {

	/**
	 * Names.
	 * @param names the names, in the order in which they are listed
	 */
	public KnownNames {
		names = List.copyOf(names);
	}

	/**
	 * Names.
	 * @param names the names, in the order in which they are listed
	 */
	public KnownNames(Collection<String> names) {
		this(List.copyOf(names));
	}

	/**
	 * Whether a name is known.
	 * @param name the name
	 * @return {@code true} if it is
	 */
	public boolean contains(String name) {
		return this.names.contains(name);
	}

	/**
	 * The known name that somebody who wrote another may have meant.
	 * @param wrong what is written
	 * @return the nearest name, or empty if none is near
	 */
	public Optional<String> nearest(String wrong) {
		int near = Math.max(2, wrong.length() / 3);
		return this.names.stream()
			.min(Comparator.comparingInt((name) -> distance(wrong, name)))
			.filter((name) -> distance(wrong, name) <= near);
	}

	/**
	 * What to write instead of a name that is not known.
	 * @param wrong what is written
	 * @return one or more sentences
	 */
	public String instead(String wrong) {
		String all = (this.names.isEmpty()) ? "There is none."
				: "There are: %s.".formatted(String.join(", ", this.names));
		return nearest(wrong).map((name) -> "Did you mean '%s'? %s".formatted(name, all)).orElse(all);
	}

	// how many letters are to be added, left out or exchanged
	private static int distance(String one, String other) {
		String left = one.toLowerCase(Locale.ROOT);
		String right = other.toLowerCase(Locale.ROOT);
		int[] row = new int[right.length() + 1];
		for (int column = 0; column <= right.length(); column++) {
			row[column] = column;
		}
		for (int line = 1; line <= left.length(); line++) {
			int diagonal = row[0];
			row[0] = line;
			for (int column = 1; column <= right.length(); column++) {
				int above = row[column];
				int exchange = (left.charAt(line - 1) == right.charAt(column - 1)) ? 0 : 1;
				row[column] = Math.min(Math.min(above, row[column - 1]) + 1, diagonal + exchange);
				diagonal = above;
			}
		}
		return row[right.length()];
	}

}
