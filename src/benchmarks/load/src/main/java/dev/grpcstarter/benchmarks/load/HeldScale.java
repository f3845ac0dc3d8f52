package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs a server that many of something are held open to it.
 */
final class HeldScale implements Measurement {

	/**
	 * So many are there before it is measured, because the first of them need more.
	 */
	private static final int BEFORE = 100;

	/**
	 * The least number at which it can be measured.
	 */
	static final int LEAST = 2 * BEFORE;

	private final String what;

	private final List<Integer> numbers;

	private final Held.Opener opener;

	private final List<Peer> peers;

	private final int rounds;

	private final List<String> javaOptions;

	private final Snapshots snapshots;

	/**
	 * A measurement.
	 * @param what what is held open
	 * @param numbers at how many of them it is measured
	 * @param opener holds them
	 * @param options the options of {@link Scale}
	 */
	HeldScale(String what, List<Integer> numbers, Held.Opener opener, Options options) {
		this.what = what;
		this.numbers = numbers;
		this.opener = opener;
		this.peers = options.list("servers", Peer.servers(), Peer::server);
		this.rounds = options.number("rounds", 1, 1000);
		this.snapshots = new Snapshots(options);
		this.javaOptions = options.list("java-options");
	}

	@Override
	public void run(PrintStream out) throws IOException, InterruptedException {
		Rounds<Peer, List<Snapshots.Growth>> measured = Rounds.take(this.peers, this.rounds,
				(peer, round) -> measure(peer));
		Table table = new Table(this.what, "server", "heap, bytes each", "direct memory, bytes each", "threads, more");
		for (int i = 0; i < this.numbers.size(); i++) {
			int index = i;
			for (Peer peer : this.peers) {
				table.row("%,d".formatted(this.numbers.get(i)), peer.text(),
						measured.quartiles(peer, (growths) -> growths.get(index).heap()).text("%.0f"),
						measured.quartiles(peer, (growths) -> growths.get(index).direct()).text("%.0f"),
						measured.quartiles(peer, (growths) -> growths.get(index).threads()).text("%.0f"));
			}
		}
		out.println(table);
		for (Peer peer : this.peers) {
			String classes = measured.of(peer).get(0).get(this.numbers.size() - 1).classes();
			out.print(classes.isEmpty() ? "" : "%s, of %s:%n%n%s%n".formatted(this.what, peer.text(), classes));
		}
	}

	private List<Snapshots.Growth> measure(Peer peer) throws IOException, InterruptedException {
		try (ServerProcess server = ServerProcess.start(peer, this.javaOptions);
				Held held = this.opener.open(server.port())) {
			held.grow(BEFORE);
			Snapshots.Snapshot before = this.snapshots.take(server);
			List<Snapshots.Growth> growths = new ArrayList<>();
			for (int number : this.numbers) {
				held.grow(number);
				growths.add(this.snapshots.growth(before, this.snapshots.take(server), number - BEFORE));
			}
			return growths;
		}
	}

}
