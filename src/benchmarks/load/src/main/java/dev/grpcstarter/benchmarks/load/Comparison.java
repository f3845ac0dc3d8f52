package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.benchmarks.work.Counters;

/**
 * What the same work costs different servers that have as much of it as they can do.
 */
final class Comparison implements Measurement {

	/**
	 * Options, with their defaults. A server that has done work of a kind before warms up
	 * for a third of the time.
	 */
	static final List<String> OPTIONS = List.of(
			"servers=" + Peer.text(Peer.BARE, Peer.BARE_VIRTUAL, Peer.BARE_POOL, Peer.BARE_DIRECT, Peer.STARTER,
					Peer.STARTER_DIRECT, Peer.BOOT, Peer.NET_DEVH),
			"shapes=" + String.join(",", Shape.DEFAULT), "rounds=5", "seconds=2", "warm-up=6", "connections=4",
			"java-options=-Xms512m,-Xmx512m");

	private final List<Peer> peers;

	private final List<Shape> shapes;

	private final int rounds;

	private final int seconds;

	private final int warmUpSeconds;

	private final int connections;

	private final List<String> javaOptions;

	private final Set<Shape.Kind> warmedUp = EnumSet.noneOf(Shape.Kind.class);

	Comparison(Options options) {
		this.peers = options.list("servers", Peer.servers(), Peer::server);
		this.shapes = options.list("shapes", Shape.ALL, Shape::parse);
		this.rounds = options.number("rounds", 1, 1000);
		this.seconds = options.number("seconds", 1, 600);
		this.warmUpSeconds = options.number("warm-up", 0, 600);
		this.connections = options.number("connections", 1, 1000);
		this.javaOptions = options.list("java-options");
	}

	@Override
	public void run(PrintStream out) throws IOException, InterruptedException {
		try (RunningServers servers = new RunningServers(this.peers, this.javaOptions, this.connections)) {
			for (Shape shape : this.shapes) {
				out.println(run(shape, servers));
			}
		}
	}

	private Table run(Shape shape, RunningServers servers) throws IOException, InterruptedException {
		int warmUp = this.warmedUp.add(shape.kind()) ? this.warmUpSeconds : this.warmUpSeconds / 3;
		for (Peer peer : this.peers) {
			measure(servers, peer, shape, warmUp);
		}
		return table(shape,
				Rounds.take(this.peers, this.rounds, (peer, round) -> measure(servers, peer, shape, this.seconds)));
	}

	private static Cost measure(RunningServers servers, Peer peer, Shape shape, int seconds)
			throws IOException, InterruptedException {
		ServerProcess server = servers.server(peer);
		ClosedLoop loop = new ClosedLoop(servers.callers(peer, shape), shape.inFlight());
		try {
			// so that the beginning, when all calls come at once, is not in the figures
			TimeUnit.MILLISECONDS.sleep(300);
			long endedBefore = loop.ended();
			long begin = System.nanoTime();
			Counters before = server.counters();
			TimeUnit.SECONDS.sleep(seconds);
			Counters used = server.counters().since(before);
			return Cost.of(shape, loop.ended() - endedBefore, System.nanoTime() - begin, used);
		}
		finally {
			loop.end();
		}
	}

	private Table table(Shape shape, Rounds<Peer, Cost> costs) {
		Table table = new Table(shape.toString(), "CPU, ratio", "CPU, us", "bytes", "switches", "threads",
				((shape.kind() == Shape.Kind.UNARY) ? "calls" : "messages") + " per second");
		for (Peer peer : this.peers) {
			table.row(peer.text(), costs.subjects().contains(Peer.BARE)
					? costs.between(peer, Peer.BARE, Cost::cpuMicros, (ours, bare) -> ours / bare).text("%.2f") : "",
					costs.quartiles(peer, Cost::cpuMicros).text("%.1f"),
					costs.quartiles(peer, Cost::bytes).text("%.0f"), costs.quartiles(peer, Cost::switches).text("%.2f"),
					costs.quartiles(peer, Cost::threads).text("%.0f"),
					costs.quartiles(peer, Cost::perSecond).text("%.0f"));
		}
		return table;
	}

}
