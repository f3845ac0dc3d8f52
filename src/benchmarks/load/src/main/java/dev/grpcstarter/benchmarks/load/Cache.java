package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What Java keeps of one start of an application for the next: since version 25 an AOT
 * cache (JEP 483, 514 and 515), before that an archive of classes (JEP 350).
 *
 * @param peer the application
 * @param file where it is kept
 */
record Cache(Peer peer, Path file) {

	private static final boolean AOT = Runtime.version().feature() >= 25;

	private static final String WRITE = AOT ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";

	private static final String READ = AOT ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=";

	private static final Shape TRAINING = new Shape(Shape.Kind.UNARY, 100, 8);

	private static final int PATIENCE_SECONDS = 120;

	static Cache in(Path directory, Peer peer) {
		return new Cache(peer, directory.resolve(peer.option() + (AOT ? ".aot" : ".jsa")));
	}

	/**
	 * The options of Java that use it.
	 * @return the options
	 */
	List<String> javaOptions() {
		List<String> options = new ArrayList<>(List.of(READ + this.file));
		if (AOT) {
			// no silent start without it
			options.add("-XX:AOTMode=on");
		}
		return options;
	}

	/**
	 * Starts the application once, lets it answer calls for a second, and ends it, which
	 * is when Java writes.
	 * @param javaOptions options of Java, with which it is used later
	 * @throws IOException if there is no cache afterwards
	 */
	void write(List<String> javaOptions) throws IOException, InterruptedException {
		List<String> options = new ArrayList<>(javaOptions);
		options.add(WRITE + this.file);
		ServerProcess server = ServerProcess.start(this.peer, options);
		if (server.port() != 0) {
			try (Connections connections = new Connections(server.port(), 1)) {
				ClosedLoop loop = new ClosedLoop(connections.callers(TRAINING, this.peer.isDirect()),
						TRAINING.inFlight());
				TimeUnit.SECONDS.sleep(1);
				loop.end();
			}
		}
		server.end(PATIENCE_SECONDS);
		if (!Files.exists(this.file)) {
			throw new IOException("Java has written no cache for " + this.peer.text());
		}
	}

	/**
	 * How one makes and uses it by hand.
	 * @param javaOptions options of Java
	 * @return two commands, in Markdown
	 */
	String recipe(List<String> javaOptions) {
		String name = this.file.getFileName().toString();
		String jar = this.peer.jar().getFileName().toString();
		String options = String.join(" ", javaOptions);
		return """
				    java %1$s%2$s %3$s -jar %4$s    # once; it is written when the application ends
				    java %5$s%2$s %3$s -jar %4$s
				""".formatted(WRITE, name, options, jar, READ);
	}

	double megabytes() throws IOException {
		return Files.size(this.file) / 1e6;
	}

}
