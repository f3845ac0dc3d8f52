package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import dev.grpcstarter.benchmarks.work.Counters;

/**
 * What the same work costs different servers. All of them run for the whole time, and
 * have work in turn: a round gives each one a share, beginning with another one each
 * time, and what they cost is compared within the round.
 */
final class Comparison implements AutoCloseable {

	private final Map<Peer, ServerProcess> servers = new EnumMap<>(Peer.class);

	private final Map<Peer, Connections> connections = new EnumMap<>(Peer.class);

	private final Settings settings;

	Comparison(Settings settings) throws IOException {
		this.settings = settings;
		for (Peer peer : settings.peers()) {
			ServerProcess server = ServerProcess.start(peer, settings.javaOptions());
			this.servers.put(peer, server);
			this.connections.put(peer, new Connections(server.port(), settings.connections()));
		}
	}

	/**
	 * Lets every server do work of one shape.
	 * @param shape the shape
	 * @return a table, in Markdown
	 */
	String run(Shape shape) throws IOException, InterruptedException {
		for (Peer peer : this.settings.peers()) {
			measure(peer, shape, this.settings.warmUpSeconds());
		}
		Map<Peer, List<Cost>> costs = new EnumMap<>(Peer.class);
		for (int round = 0; round < this.settings.rounds(); round++) {
			for (int i = 0; i < this.settings.peers().size(); i++) {
				Peer peer = this.settings.peers().get((round + i) % this.settings.peers().size());
				costs.computeIfAbsent(peer, (key) -> new ArrayList<>())
					.add(measure(peer, shape, this.settings.seconds()));
			}
		}
		return table(shape, costs);
	}

	private Cost measure(Peer peer, Shape shape, int seconds) throws IOException, InterruptedException {
		ServerProcess server = Objects.requireNonNull(this.servers.get(peer));
		List<Caller> callers = Objects.requireNonNull(this.connections.get(peer)).callers(shape, peer.isDirect());
		ClosedLoop loop = new ClosedLoop(callers, shape.inFlight());
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

	private String table(Shape shape, Map<Peer, List<Cost>> costs) {
		List<Cost> bare = costs.getOrDefault(Peer.BARE, List.of());
		StringBuilder table = new StringBuilder("""
				| %s | CPU, ratio | CPU, us | bytes | switches | threads | %s per second |
				| --- | --- | --- | --- | --- | --- | --- |
				""".formatted(shape, (shape.kind() == Shape.Kind.UNARY) ? "calls" : "messages"));
		costs.forEach((peer, rounds) -> {
			double[] ratios = new double[Math.min(bare.size(), rounds.size())];
			for (int i = 0; i < ratios.length; i++) {
				ratios[i] = rounds.get(i).cpuMicros() / bare.get(i).cpuMicros();
			}
			table.append("| %s | %s | %s | %s | %s | %s | %s |%n".formatted(peer.text(),
					(ratios.length > 0) ? Quartiles.of(ratios).text("%.2f") : "",
					quartiles(rounds, Cost::cpuMicros).text("%.1f"), quartiles(rounds, Cost::bytes).text("%.0f"),
					quartiles(rounds, Cost::switches).text("%.2f"), quartiles(rounds, Cost::threads).text("%.0f"),
					quartiles(rounds, Cost::perSecond).text("%.0f")));
		});
		return table.toString();
	}

	private static Quartiles quartiles(List<Cost> costs, ToDoubleFunction<Cost> value) {
		return Quartiles.of(costs.stream().mapToDouble(value).toArray());
	}

	@Override
	public void close() {
		this.connections.values().forEach(Connections::close);
		this.servers.values().forEach(ServerProcess::close);
	}

}
