package dev.grpcstarter.benchmarks.load;

import java.util.List;
import java.util.stream.Stream;

/**
 * A server with a number of something.
 *
 * @param peer the server
 * @param number how many it has
 */
record Sized(Peer peer, int number) {

	/**
	 * Each server with few and with many.
	 * @param peers the servers, of which those are left out that cannot have many
	 * @param few how many are few
	 * @param many how many are many
	 * @return two for each server
	 */
	static List<Sized> of(List<Peer> peers, int few, int many) {
		return peers.stream()
			.filter(Peer::hasExtras)
			.flatMap((peer) -> Stream.of(new Sized(peer, few), new Sized(peer, many)))
			.toList();
	}

}
