package dev.grpcstarter.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that can be measured.
 */
enum Command {

	/**
	 * What calls cost servers that have as much to do as they can.
	 */
	COMPARE("CPU and bytes per call, closed loop", Comparison.OPTIONS, Comparison::new),

	/**
	 * How long callers wait who come at a given rate.
	 */
	OPEN("Latencies, open loop", LatencyComparison.OPTIONS, LatencyComparison::new),

	/**
	 * What applications need until they are ready.
	 */
	START("Start and memory", StartComparison.OPTIONS, StartComparison::new),

	/**
	 * What connections, streams, methods and channels cost by the piece.
	 */
	SCALE("By the piece", Scale.OPTIONS, Scale::new);

	private static final List<String> SHAPES_BESIDE_THE_MAIN_ONE = Shape.DEFAULT.stream()
		.filter((shape) -> !shape.equals(Shape.MAIN))
		.toList();

	private final String title;

	private final List<String> defaults;

	private final Function<Options, Measurement> measurement;

	Command(String title, List<String> defaults, Function<Options, Measurement> measurement) {
		this.title = title;
		this.defaults = defaults;
		this.measurement = measurement;
	}

	String option() {
		return OptionNames.of(this);
	}

	Line line(List<String> options) {
		Options all = Options.parse(this.defaults, options);
		return new Line(this, all, this.measurement.apply(all));
	}

	static Command of(String option) {
		try {
			return OptionNames.parse(option, List.of(values()));
		}
		catch (IllegalArgumentException ex) {
			throw new OptionException("The command " + ex.getMessage() + ".");
		}
	}

	/**
	 * Everything, so that it takes about half an hour: all servers do the main work, and
	 * the more important ones the rest.
	 * @param options options of any command, for all commands that have them
	 * @return what is to be done
	 */
	static List<Line> all(List<String> options) {
		for (String option : options) {
			if (Arrays.stream(values()).noneMatch((command) -> Options.have(command.defaults, option))) {
				throw new OptionException("'%s' is an option of no command.".formatted(option));
			}
		}
		return List.of(COMPARE.among(options, "--servers=all", "--shapes=" + Shape.MAIN),
				COMPARE.among(options, "--shapes=" + String.join(",", SHAPES_BESIDE_THE_MAIN_ONE)), OPEN.among(options),
				START.among(options), SCALE.among(options));
	}

	private Line among(List<String> options, String... own) {
		Stream<String> known = options.stream().filter((option) -> Options.have(this.defaults, option));
		return line(Stream.concat(Arrays.stream(own), known).toList());
	}

	static String usage() {
		return Arrays.stream(values())
			.map((command) -> "java -jar load.jar %s%n    %s".formatted(command.option(),
					command.defaults.stream().map("--"::concat).collect(Collectors.joining("\n    "))))
			.collect(Collectors.joining("\n", "java -jar load.jar all, or one of these with their options:\n", ""));
	}

	/**
	 * A command with its options.
	 *
	 * @param command the command
	 * @param options the options
	 * @param measurement what they come to
	 */
	record Line(Command command, Options options, Measurement measurement) {

		/**
		 * What stands above its tables: a title, and how to get them again.
		 * @return a few lines in Markdown
		 */
		String heading() {
			return "## %s%n%n    java -jar load.jar %s %s%n".formatted(this.command.title, this.command.option(),
					this.options);
		}

	}

}
