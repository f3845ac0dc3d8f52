package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

import dev.grpcstarter.benchmarks.work.Counters;

/**
 * How long callers of different servers wait who come at a given rate.
 */
final class LatencyComparison implements Measurement {

	/**
	 * Options, with their defaults.
	 */
	static final List<String> OPTIONS = List.of(
			"servers=" + Peer.text(Peer.BARE, Peer.BARE_VIRTUAL, Peer.STARTER, Peer.STARTER_DIRECT, Peer.BOOT,
					Peer.NET_DEVH),
			"rates=2000,5000,10000", "bytes=100", "arrivals=poisson", "rounds=5", "seconds=4", "warm-up=10",
			"connections=4", "java-options=-Xms512m,-Xmx512m");

	private static final int IN_FLIGHT_AT_WARM_UP = 64;

	private final List<Peer> peers;

	private final List<Integer> rates;

	private final Shape shape;

	private final boolean poisson;

	private final int rounds;

	private final int seconds;

	private final int warmUpSeconds;

	private final int connections;

	private final List<String> javaOptions;

	LatencyComparison(Options options) {
		this.peers = options.list("servers", Peer.servers(), Peer::server);
		this.rates = options.numbers("rates", 1, 100_000);
		this.shape = new Shape(Shape.Kind.UNARY, options.number("bytes", 0, 1_000_000), IN_FLIGHT_AT_WARM_UP);
		this.poisson = options.oneOf("arrivals", "poisson", "even").equals("poisson");
		this.rounds = options.number("rounds", 1, 1000);
		this.seconds = options.number("seconds", 1, 60);
		this.warmUpSeconds = options.number("warm-up", 0, 600);
		this.connections = options.number("connections", 1, 1000);
		this.javaOptions = options.list("java-options");
	}

	@Override
	public void run(PrintStream out) throws IOException, InterruptedException {
		try (RunningServers servers = new RunningServers(this.peers, this.javaOptions, this.connections)) {
			for (Peer peer : this.peers) {
				new ClosedLoop(servers.callers(peer, this.shape), IN_FLIGHT_AT_WARM_UP).runFor(this.warmUpSeconds);
			}
			for (int rate : this.rates) {
				out.println(run(rate, servers));
			}
		}
	}

	private Table run(int rate, RunningServers servers) throws IOException, InterruptedException {
		for (Peer peer : this.peers) {
			measure(servers, peer, Arrivals.even(rate, 1));
		}
		// of one seed, so that a round is the same for all servers
		Rounds<Peer, Turn> turns = Rounds.take(this.peers, this.rounds, (peer, round) -> measure(servers, peer,
				this.poisson ? Arrivals.poisson(rate, this.seconds, round) : Arrivals.even(rate, this.seconds)));
		Table table = new Table("%,d calls per second, %s".formatted(rate, this.poisson ? "Poisson" : "even"),
				"p50, us", "p99, us", "p99.9, us", "longest, us", "CPU, us", "made late: p50, us", "p99, us",
				"not answered, %");
		for (Peer peer : this.peers) {
			table.row(peer.text(), turns.quartiles(peer, (turn) -> turn.latencies.half()).text("%.0f"),
					turns.quartiles(peer, (turn) -> turn.latencies.most()).text("%.0f"),
					turns.quartiles(peer, (turn) -> turn.latencies.nearlyAll()).text("%.0f"),
					turns.quartiles(peer, (turn) -> turn.latencies.longest()).text("%.0f"),
					turns.quartiles(peer, Turn::cpuMicros).text("%.1f"),
					turns.quartiles(peer, (turn) -> turn.latencies.lateHalf()).text("%.0f"),
					turns.quartiles(peer, (turn) -> turn.latencies.lateMost()).text("%.0f"),
					turns.quartiles(peer, (turn) -> turn.latencies.without()).text("%.1f"));
		}
		return table;
	}

	private Turn measure(RunningServers servers, Peer peer, Arrivals arrivals) throws IOException {
		ServerProcess server = servers.server(peer);
		Counters before = server.counters();
		Latencies latencies = OpenLoop.run(servers.callers(peer, this.shape), arrivals);
		Counters used = server.counters().since(before);
		if (latencies.without() > 0) {
			servers.reconnect(peer);
		}
		return new Turn(latencies, used.cpuNanos() / 1_000.0 / latencies.calls());
	}

	/**
	 * What was measured of a server at a time.
	 *
	 * @param latencies how long its callers have waited
	 * @param cpuMicros what a call has cost it
	 */
	private record Turn(Latencies latencies, double cpuMicros) {

	}

}
