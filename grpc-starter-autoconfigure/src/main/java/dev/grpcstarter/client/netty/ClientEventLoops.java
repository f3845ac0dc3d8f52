package dev.grpcstarter.client.netty;

import java.time.Duration;

import dev.grpcstarter.netty.EventLoops;
import org.jspecify.annotations.Nullable;

/**
 * The event loops that all connections of a context share: one for each processor, made
 * when the first channel is built that is to connect over Netty, and closed after all
 * channels. Thread-safe.
 */
public final class ClientEventLoops implements AutoCloseable {

	private @Nullable EventLoops loops;

	private boolean closed;

	synchronized EventLoops get() {
		if (this.closed) {
			throw new IllegalStateException("A channel is to be built after all channels were closed");
		}
		if (this.loops == null) {
			this.loops = EventLoops.perProcessor("grpc-client-worker");
		}
		return this.loops;
	}

	/**
	 * Ends the threads, and with them the connections that are left, after a moment for
	 * what calls may still be told.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.loops != null) {
			this.loops.shutdown(Duration.ofMillis(50));
			this.loops.awaitEnd();
		}
	}

}
