package dev.grpcstarter.benchmarks.load;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/**
 * Measures servers in processes of their own, and prints tables in Markdown.
 */
public final class LoadDriver {

	private static final PrintStream out = System.out;

	private static final PrintStream err = System.err;

	private LoadDriver() {
	}

	/**
	 * Measures.
	 * @param args {@code all}, or one of the commands and its options
	 * @throws Exception if a server does not start, or a call fails
	 */
	public static void main(String[] args) throws Exception {
		try {
			List<Command.Line> lines = lines(Arrays.asList(args));
			out.println(Machine.text());
			for (Command.Line line : lines) {
				out.println(line.heading());
				line.measurement().run(out);
			}
		}
		catch (OptionException ex) {
			err.println(ex.getMessage() + "\n\n" + Command.usage());
			System.exit(2);
		}
		System.exit(0);
	}

	private static List<Command.Line> lines(List<String> args) {
		String first = args.isEmpty() ? "" : args.get(0);
		if (first.isEmpty() || first.startsWith("--")) {
			return List.of(Command.COMPARE.line(args));
		}
		List<String> options = args.subList(1, args.size());
		return first.equals("all") ? Command.all(options) : List.of(Command.of(first).line(options));
	}

}
