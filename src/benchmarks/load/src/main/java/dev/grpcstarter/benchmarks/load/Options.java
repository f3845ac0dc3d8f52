package dev.grpcstarter.benchmarks.load;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The options of a command.
 */
final class Options {

	private static final String ALL = "all";

	private final Map<String, String> values;

	private Options(Map<String, String> values) {
		this.values = values;
	}

	/**
	 * Reads options. Of two that have one name the last is meant.
	 * @param defaults all options that there are, as {@code name=value}
	 * @param args what is given instead, as {@code --name=value}
	 * @return the options
	 * @throws OptionException if there is no such option
	 */
	static Options parse(List<String> defaults, List<String> args) {
		Map<String, String> values = new LinkedHashMap<>();
		defaults.forEach((option) -> values.put(name(option), value(option)));
		for (String arg : args) {
			if (!have(defaults, arg)) {
				throw new OptionException("'%s' is none of %s.".formatted(arg,
						values.keySet().stream().map("--%s="::formatted).collect(Collectors.joining(", "))));
			}
			values.put(name(arg), value(arg));
		}
		return new Options(values);
	}

	/**
	 * Whether an option is one of those that there are.
	 * @param defaults those that there are
	 * @param arg the option
	 * @return {@code true} if so
	 */
	static boolean have(List<String> defaults, String arg) {
		return arg.startsWith("--") && arg.contains("=")
				&& defaults.stream().anyMatch((option) -> name(option).equals(name(arg)));
	}

	private static String name(String option) {
		return option.replaceFirst("^--", "").replaceFirst("=.*", "");
	}

	private static String value(String option) {
		return option.replaceFirst("^[^=]*=", "");
	}

	String text(String name) {
		return Objects.requireNonNull(this.values.get(name), name);
	}

	/**
	 * A list, with commas between its parts.
	 * @param name the name of the option
	 * @return its parts
	 */
	List<String> list(String name) {
		String text = text(name);
		return text.isEmpty() ? List.of() : List.of(text.split(","));
	}

	/**
	 * A list of things.
	 * @param <T> their type
	 * @param name the name of the option
	 * @param all what is meant by {@code all}
	 * @param parser makes one of its text, or throws {@link IllegalArgumentException}
	 * @return the things
	 */
	<T> List<T> list(String name, List<T> all, Function<String, T> parser) {
		return text(name).equals(ALL) ? all : list(name).stream().map((text) -> parse(name, text, parser)).toList();
	}

	/**
	 * A list of numbers, the smallest first.
	 * @param name the name of the option
	 * @param least the least that each may be
	 * @param most the most
	 * @return the numbers
	 */
	List<Integer> numbers(String name, int least, int most) {
		return list(name).stream().map((text) -> number(name, text, least, most)).sorted().toList();
	}

	int number(String name, int least, int most) {
		return number(name, text(name), least, most);
	}

	private static int number(String name, String text, int least, int most) {
		return parse(name, text, (digits) -> {
			if (!digits.matches("\\d{1,9}") || Integer.parseInt(digits) < least || Integer.parseInt(digits) > most) {
				throw new IllegalArgumentException(
						"'%s' is no whole number from %d to %d".formatted(digits, least, most));
			}
			return Integer.parseInt(digits);
		});
	}

	/**
	 * One of a few words.
	 * @param name the name of the option
	 * @param words the words
	 * @return the one that is given
	 */
	String oneOf(String name, String... words) {
		return parse(name, text(name), (text) -> {
			if (!List.of(words).contains(text)) {
				throw new IllegalArgumentException("'%s' is none of %s".formatted(text, Arrays.toString(words)));
			}
			return text;
		});
	}

	private static <T> T parse(String name, String text, Function<String, T> parser) {
		try {
			return parser.apply(text);
		}
		catch (IllegalArgumentException ex) {
			throw new OptionException("--%s=: %s.".formatted(name, ex.getMessage()));
		}
	}

	/**
	 * The options as they are given on a command line.
	 */
	@Override
	public String toString() {
		return this.values.entrySet()
			.stream()
			.map((option) -> "--%s=%s".formatted(option.getKey(), option.getValue()))
			.collect(Collectors.joining(" "));
	}

}
