package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What applications need until they are ready, and how much of it they need because they
 * have gRPC.
 */
final class StartComparison implements Measurement {

	/**
	 * Options, with their defaults. {@code cached} are applications that are also started
	 * with a cache.
	 */
	static final List<String> OPTIONS = List.of("servers=no-grpc,bare,starter,boot,net-devh", "cached=no-grpc,starter",
			"rounds=15", "java-options=-Xmx512m");

	private final List<Peer> peers;

	private final List<Peer> cached;

	private final int rounds;

	private final List<String> javaOptions;

	StartComparison(Options options) {
		this.peers = options.list("servers", Peer.applications(), Peer::application);
		this.cached = options.list("cached", Peer.applications(), Peer::application);
		this.rounds = options.number("rounds", 1, 1000);
		this.javaOptions = options.list("java-options");
	}

	@Override
	public void run(PrintStream out) throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("caches");
		try {
			List<Cache> caches = this.cached.stream().map((peer) -> Cache.in(directory, peer)).toList();
			for (Cache cache : caches) {
				out.println(write(cache));
			}
			out.println(compare(Stream
				.concat(this.peers.stream().map((peer) -> new Launch(peer, null)),
						caches.stream().map((cache) -> new Launch(cache.peer(), cache)))
				.toList()));
		}
		finally {
			delete(directory);
		}
	}

	private String write(Cache cache) throws IOException, InterruptedException {
		long begin = System.nanoTime();
		cache.write(this.javaOptions);
		return "A cache for %s, of %.0f MB, written within %.0f s of a start and a second of calls:%n%n%s".formatted(
				cache.peer().text(), cache.megabytes(), (System.nanoTime() - begin) / 1e9,
				cache.recipe(this.javaOptions));
	}

	private Table compare(List<Launch> launches) throws IOException, InterruptedException {
		for (Launch launch : launches) {
			// its files are in the memory of the machine from now on
			launch.measure(this.javaOptions);
		}
		Rounds<Launch, Footprint> measured = Rounds.take(launches, this.rounds,
				(launch, round) -> launch.measure(this.javaOptions));
		Table table = new Table("until ready", "CPU, ms", "more than without gRPC", "wall, ms",
				"more than without gRPC", "classes", "threads", "heap after GC, MB", "resident, MB");
		for (Launch launch : launches) {
			table.row(launch.text(), measured.quartiles(launch, Footprint::cpuMillis).text("%.0f"),
					more(measured, launch, Footprint::cpuMillis),
					measured.quartiles(launch, Footprint::wallMillis).text("%.0f"),
					more(measured, launch, Footprint::wallMillis),
					measured.quartiles(launch, Footprint::classes).text("%.0f"),
					measured.quartiles(launch, Footprint::threads).text("%.0f"),
					measured.quartiles(launch, Footprint::heapMegabytes).text("%.1f"),
					measured.quartiles(launch, Footprint::residentMegabytes).text("%.0f"));
		}
		return table;
	}

	// with a cache it is compared with the other one that has a cache
	private static String more(Rounds<Launch, Footprint> measured, Launch launch, ToDoubleFunction<Footprint> value) {
		DoubleBinaryOperator difference = (ours, theirs) -> ours - theirs;
		return measured.subjects()
			.stream()
			.filter((other) -> other.peer() == Peer.NO_GRPC && (other.cache() == null) == (launch.cache() == null))
			.findFirst()
			.map((base) -> measured.between(launch, base, value, difference).text("%.0f"))
			.orElse("");
	}

	private static void delete(Path directory) throws IOException {
		try (var files = Files.list(directory)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(directory);
	}

}
