package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.ToDoubleFunction;

import dev.grpcstarter.benchmarks.load.Snapshots.Snapshot;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.ManyMethods;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;

/**
 * What it costs a server that it has many methods.
 */
final class MethodScale implements Measurement {

	private static final int FEW = 1;

	private final int many;

	private final List<Peer> peers;

	private final int rounds;

	private final List<String> javaOptions;

	private final Snapshots snapshots;

	/**
	 * A measurement.
	 * @param options the options of {@link Scale}
	 */
	MethodScale(Options options) {
		this.many = options.number("methods", 2, 10_000);
		this.peers = options.list("servers", Peer.servers(), Peer::server).stream().filter(Peer::hasExtras).toList();
		this.rounds = options.number("rounds", 1, 1000);
		this.javaOptions = options.list("java-options");
		this.snapshots = new Snapshots(options);
	}

	@Override
	public void run(PrintStream out) throws IOException, InterruptedException {
		Rounds<Sized, Sample> measured = Rounds.take(Sized.of(this.peers, FEW, this.many), this.rounds,
				(sized, round) -> measure(sized));
		Table table = new Table("%,d methods".formatted(this.many), "start, us of CPU each", "heap, bytes each",
				"after a call of each", "scrape, bytes each", "after a call of each");
		StringBuilder classes = new StringBuilder();
		for (Peer peer : this.peers) {
			table.row(peer.text(), each(measured, peer, (sample) -> sample.cpuNanos / 1e3),
					each(measured, peer, (sample) -> sample.started.counters().heapBytes()),
					each(measured, peer, (sample) -> sample.called.counters().heapBytes()),
					peer.hasMetrics() ? each(measured, peer, Sample::scrapeAtStart) : "",
					peer.hasMetrics() ? each(measured, peer, Sample::scrapeAfterCalls) : "");
			String growth = this.snapshots
				.growth(measured.of(new Sized(peer, FEW)).get(0).called,
						measured.of(new Sized(peer, this.many)).get(0).called, this.many - FEW)
				.classes();
			classes.append(growth.isEmpty() ? "" : "methods, of %s:%n%n%s%n".formatted(peer.text(), growth));
		}
		out.println(table);
		out.print(classes);
	}

	private String each(Rounds<Sized, Sample> measured, Peer peer, ToDoubleFunction<Sample> value) {
		return measured
			.between(new Sized(peer, this.many), new Sized(peer, FEW), value,
					(many, few) -> (many - few) / (this.many - FEW))
			.text("%.0f");
	}

	private Sample measure(Sized sized) throws IOException, InterruptedException {
		try (ServerProcess server = ServerProcess.start(sized.peer(), this.javaOptions,
				"--bench.methods=" + sized.number())) {
			Snapshot started = this.snapshots.take(server);
			long scrape = scrape(server, sized);
			callEach(server.port(), sized.number());
			return new Sample(server.atStart().cpuNanos(), started, this.snapshots.take(server), scrape,
					scrape(server, sized));
		}
	}

	private static long scrape(ServerProcess server, Sized sized) throws IOException {
		return sized.peer().hasMetrics() ? server.number("scrape") : 0;
	}

	private static void callEach(int port, int methods) {
		ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
		try {
			for (int i = 0; i < methods; i++) {
				ClientCalls.blockingUnaryCall(channel, ManyMethods.method(i), CallOptions.DEFAULT,
						EchoService.HUNDRED_BYTES);
			}
		}
		finally {
			channel.shutdownNow();
		}
	}

	/**
	 * What was measured of a server.
	 *
	 * @param cpuNanos what its start has cost
	 * @param started what it held on to then
	 * @param called what it held on to when each method had been called
	 * @param scrapeAtStart how long the text is that Prometheus is given, in bytes
	 * @param scrapeAfterCalls the same when each method had been called
	 */
	private record Sample(long cpuNanos, Snapshot started, Snapshot called, long scrapeAtStart, long scrapeAfterCalls) {

	}

}
