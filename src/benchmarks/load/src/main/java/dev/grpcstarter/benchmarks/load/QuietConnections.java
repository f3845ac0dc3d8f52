package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Connections that speak just enough HTTP/2 (RFC 9113) for a server to keep them: sockets
 * on one thread, so that the driver itself needs little for each.
 */
final class QuietConnections implements Held {

	private static final int AT_ONCE = 100;

	private final InetSocketAddress address;

	private final Selector selector = Selector.open();

	private final Semaphore settled = new Semaphore(0);

	private final List<SocketChannel> sockets = new ArrayList<>();

	private volatile boolean lost;

	QuietConnections(int port) throws IOException {
		this.address = new InetSocketAddress("127.0.0.1", port);
		Thread reader = new Thread(this::read, "quiet connections");
		reader.setDaemon(true);
		reader.start();
	}

	@Override
	public void grow(int number) throws IOException, InterruptedException {
		while (this.sockets.size() < number) {
			int more = Math.min(AT_ONCE, number - this.sockets.size());
			for (int i = 0; i < more; i++) {
				SocketChannel socket = SocketChannel.open(this.address);
				this.sockets.add(socket);
				socket.configureBlocking(false);
				QuietConnection connection = new QuietConnection(socket, this.settled::release);
				connection.begin();
				socket.register(this.selector, SelectionKey.OP_READ, connection);
			}
			this.selector.wakeup();
			if (!this.settled.tryAcquire(more, 30, TimeUnit.SECONDS)) {
				throw new IOException("One of %d connections is not accepted".formatted(this.sockets.size()));
			}
		}
		if (this.lost) {
			throw new IOException("The server has closed a connection");
		}
	}

	private void read() {
		ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 14);
		try {
			while (this.selector.isOpen()) {
				this.selector.select((key) -> read(key, bytes));
			}
		}
		catch (ClosedSelectorException | UncheckedIOException | IOException ex) {
			this.lost = true;
		}
	}

	private void read(SelectionKey key, ByteBuffer bytes) {
		try {
			if (!((QuietConnection) key.attachment()).read(bytes)) {
				key.cancel();
				this.lost = true;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		for (SocketChannel socket : this.sockets) {
			socket.close();
		}
		this.selector.close();
	}

}
