package dev.grpcstarter.conformance.badserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that does one thing wrong, until it reforms.
 */
final class BadServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(BadServer.class);

	private final Misbehaviour misbehaviour;

	private final ServerSocket socket;

	private final Set<Peer> open = ConcurrentHashMap.newKeySet();

	private final AtomicInteger accepted = new AtomicInteger();

	private final CountDownLatch reformed = new CountDownLatch(1);

	BadServer(Misbehaviour misbehaviour) throws IOException {
		this.misbehaviour = misbehaviour;
		this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	int port() {
		return this.socket.getLocalPort();
	}

	int openConnections() {
		return this.open.size();
	}

	void reform() {
		this.reformed.countDown();
		if (!this.misbehaviour.leavesConnectionsUsable()) {
			this.open.forEach(BadServer::close);
		}
	}

	private void accept() {
		try {
			while (true) {
				Peer peer = new Peer(this.socket.accept(), this.reformed);
				this.accepted.incrementAndGet();
				this.open.add(peer);
				start(() -> serve(peer));
			}
		}
		catch (IOException ex) {
			logger.debug("{}: the server is closed", this.misbehaviour, ex);
		}
	}

	private void serve(Peer peer) {
		Misbehaviour behaviour = (peer.isReformed()) ? GoodServer.INSTANCE : this.misbehaviour;
		try (peer) {
			behaviour.serve(peer);
		}
		catch (IOException ex) {
			logger.debug("{}: a connection has ended", this.misbehaviour, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.open.remove(peer);
		}
	}

	private void start(Runnable task) {
		Thread thread = new Thread(task, "bad server: " + this.misbehaviour);
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(Peer peer) {
		try {
			peer.close();
		}
		catch (IOException ex) {
			logger.debug("A connection cannot be closed", ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		this.open.forEach(BadServer::close);
	}

}
