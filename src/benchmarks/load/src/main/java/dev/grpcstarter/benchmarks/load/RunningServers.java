package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Servers that all run for the whole time, while they have work in turn.
 */
final class RunningServers implements AutoCloseable {

	private final Map<Peer, ServerProcess> servers = new EnumMap<>(Peer.class);

	private final Map<Peer, Connections> connections = new EnumMap<>(Peer.class);

	private final int connectionsEach;

	/**
	 * Starts them.
	 * @param peers the servers
	 * @param javaOptions options of Java
	 * @param connectionsEach how many connections there are to each
	 * @throws IOException if one does not start
	 */
	RunningServers(List<Peer> peers, List<String> javaOptions, int connectionsEach) throws IOException {
		this.connectionsEach = connectionsEach;
		try {
			for (Peer peer : peers) {
				this.servers.put(peer, ServerProcess.start(peer, javaOptions));
				reconnect(peer);
			}
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	ServerProcess server(Peer peer) {
		return Objects.requireNonNull(this.servers.get(peer));
	}

	List<Caller> callers(Peer peer, Shape shape) {
		return Objects.requireNonNull(this.connections.get(peer)).callers(shape, peer.isDirect());
	}

	/**
	 * Leaves behind all calls that a server has not answered.
	 * @param peer the server
	 */
	void reconnect(Peer peer) {
		Connections before = this.connections.put(peer, new Connections(server(peer).port(), this.connectionsEach));
		if (before != null) {
			before.close();
		}
	}

	@Override
	public void close() {
		this.connections.values().forEach(Connections::close);
		this.servers.values().forEach(ServerProcess::close);
	}

}
