package dev.grpcstarter.conformance.badserver;

import java.io.IOException;

import io.grpc.Status;

/**
 * How a server should behave.
 */
enum GoodServer implements Misbehaviour {

	INSTANCE;

	@Override
	public Status.Code unary() {
		return Status.Code.OK;
	}

	@Override
	public Status.Code streaming() {
		return Status.Code.OK;
	}

	@Override
	public boolean leavesConnectionsUsable() {
		return true;
	}

	@Override
	public void serve(Peer peer) throws IOException {
		peer.greet();
		while (true) {
			answer(peer, peer.awaitCall());
		}
	}

	static void answer(Peer peer, int stream) throws IOException {
		peer.send(Frame.headers(stream, ":status", "200", "content-type", "application/grpc"),
				Frame.data(stream, Message.good()), Frame.trailers(stream, "grpc-status", "0"));
	}

}
