package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A way to start an application.
 *
 * @param peer the application
 * @param cache what Java has kept of another start, or {@code null} if it begins from
 * nothing
 */
record Launch(Peer peer, @Nullable Cache cache) {

	/**
	 * What it is called in tables.
	 * @return a short text
	 */
	String text() {
		return this.peer.text() + ((this.cache != null) ? ", with a cache" : "");
	}

	/**
	 * Starts it, and ends it again.
	 * @param javaOptions options of Java
	 * @return what it has needed
	 * @throws IOException if it does not start
	 */
	Footprint measure(List<String> javaOptions) throws IOException {
		List<String> options = new ArrayList<>(javaOptions);
		if (this.cache != null) {
			options.addAll(this.cache.javaOptions());
		}
		try (ServerProcess process = ServerProcess.start(this.peer, options)) {
			return new Footprint(process.atStart(), process.countersWithoutGarbage(), process.readyNanos());
		}
	}

}
