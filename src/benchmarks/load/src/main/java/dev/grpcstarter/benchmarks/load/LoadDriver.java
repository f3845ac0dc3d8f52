package dev.grpcstarter.benchmarks.load;

import java.io.PrintStream;

/**
 * Compares servers, and prints tables in Markdown.
 */
public final class LoadDriver {

	private static final PrintStream out = System.out;

	private LoadDriver() {
	}

	/**
	 * Compares servers.
	 * @param args see {@link Settings}
	 * @throws Exception if a server does not start, or a call fails
	 */
	public static void main(String[] args) throws Exception {
		Settings settings = Settings.parse(args);
		out.printf("Java %s, %d processors%n%n", Runtime.version(), Runtime.getRuntime().availableProcessors());
		try (Comparison comparison = new Comparison(settings)) {
			for (Shape shape : settings.shapes()) {
				out.println(comparison.run(shape));
			}
		}
		System.exit(0);
	}

}
