package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.grpcstarter.benchmarks.load.Snapshots.Growth;
import dev.grpcstarter.benchmarks.load.Snapshots.Snapshot;

/**
 * What it costs an application that it has many channels.
 */
final class ChannelScale implements Measurement {

	private static final String DEFINED = "defined";

	private static final String OPENED = "opened";

	private static final String CALLED = "connected and called once";

	private final int many;

	private final List<Peer> peers;

	private final int rounds;

	private final List<String> javaOptions;

	private final Snapshots snapshots;

	/**
	 * A measurement.
	 * @param options the options of {@link Scale}
	 */
	ChannelScale(Options options) {
		this.many = options.number("channels", 1, 10_000);
		this.peers = options.list("servers", Peer.servers(), Peer::server).stream().filter(Peer::hasExtras).toList();
		this.rounds = options.number("rounds", 1, 1000);
		this.javaOptions = options.list("java-options");
		this.snapshots = new Snapshots(options);
	}

	@Override
	public void run(PrintStream out) throws IOException, InterruptedException {
		Rounds<Sized, Map<String, Snapshot>> measured = Rounds.take(Sized.of(this.peers, 0, this.many), this.rounds,
				(sized, round) -> measure(sized));
		Table table = new Table("%,d channels".formatted(this.many), "client", "heap, bytes each",
				"direct memory, bytes each", "threads, more");
		StringBuilder classes = new StringBuilder();
		for (String step : List.of(DEFINED, OPENED, CALLED)) {
			for (Peer peer : this.peers) {
				List<Growth> growths = growths(measured, peer, step);
				table.row(step, peer.text(), Quartiles.of(growths, Growth::heap).text("%.0f"),
						Quartiles.of(growths, Growth::direct).text("%.0f"),
						Quartiles.of(growths, Growth::threads).text("%.0f"));
				String growth = growths.get(0).classes();
				classes
					.append(growth.isEmpty() ? "" : "channels %s, of %s:%n%n%s%n".formatted(step, peer.text(), growth));
			}
		}
		out.println(table);
		out.print(classes);
	}

	private List<Growth> growths(Rounds<Sized, Map<String, Snapshot>> measured, Peer peer, String step) {
		return measured.paired(new Sized(peer, this.many), new Sized(peer, 0),
				(many, none) -> this.snapshots.growth(of(none, step), of(many, step), this.many));
	}

	private static Snapshot of(Map<String, Snapshot> steps, String step) {
		return Objects.requireNonNull(steps.get(step));
	}

	private Map<String, Snapshot> measure(Sized sized) throws IOException {
		try (ServerProcess server = ServerProcess.start(Peer.BARE, this.javaOptions);
				ServerProcess client = ServerProcess.start(sized.peer(), this.javaOptions,
						"--bench.channels=" + sized.number(), "--bench.target=dns:///127.0.0.1:" + server.port())) {
			Map<String, Snapshot> steps = new LinkedHashMap<>();
			steps.put(DEFINED, this.snapshots.take(client));
			client.number("open channels");
			steps.put(OPENED, this.snapshots.take(client));
			client.number("call channels");
			steps.put(CALLED, this.snapshots.take(client));
			return steps;
		}
	}

}
