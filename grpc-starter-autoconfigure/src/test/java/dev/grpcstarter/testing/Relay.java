package dev.grpcstarter.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stands between clients and a server, and can cut their connections.
 */
public final class Relay implements AutoCloseable {

	private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

	private final ServerSocket listening;

	private final int server;

	public Relay(int server) throws IOException {
		this.server = server;
		this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		daemon(this::accept);
	}

	public int port() {
		return this.listening.getLocalPort();
	}

	/**
	 * Refuses further connections.
	 */
	public void acceptNoMore() throws IOException {
		this.listening.close();
	}

	/**
	 * Cuts the oldest connection that there still is.
	 */
	public void cutOne() throws IOException {
		Socket oldest = this.sockets.remove();
		while (oldest.isClosed()) {
			oldest = this.sockets.remove();
		}
		oldest.close();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listening.accept();
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.server);
			this.sockets.add(client);
			daemon(() -> relay(client, server));
			daemon(() -> relay(server, client));
		}
	}

	private static void relay(Socket from, Socket to) throws IOException {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
	}

	private static void daemon(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// the connection is cut, or nobody is let in any more
			}
		}, "relay");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private interface Work {

		void run() throws IOException;

	}

}
