package dev.grpcstarter.benchmarks.load;

import java.util.List;
import java.util.Locale;

/**
 * What constants are called on the command line.
 */
final class OptionNames {

	private OptionNames() {
	}

	static String of(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * The constant of a name.
	 * @param <E> the type of the constants
	 * @param name the name
	 * @param constants those that there are
	 * @return the constant
	 * @throws IllegalArgumentException if none has the name
	 */
	static <E extends Enum<E>> E parse(String name, List<E> constants) {
		return constants.stream()
			.filter((constant) -> of(constant).equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"'%s' is none of %s".formatted(name, constants.stream().map(OptionNames::of).toList())));
	}

}
