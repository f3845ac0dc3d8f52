package dev.grpcstarter.client;

import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;

/**
 * A channel of a pool, and how many calls are in flight over it.
 */
final class PooledChannel {

	private final ManagedChannel channel;

	private final AtomicInteger inFlight = new AtomicInteger();

	PooledChannel(ManagedChannel channel) {
		this.channel = channel;
	}

	ManagedChannel channel() {
		return this.channel;
	}

	/**
	 * How little a call would gain from this channel: first of all it should be
	 * connected, then able to connect, and only then have few calls.
	 * @return a number that is lower for a better channel
	 */
	long load() {
		return ((long) rank() << Integer.SIZE) + this.inFlight.get();
	}

	private int rank() {
		ConnectivityState state = this.channel.getState(true);
		return switch (state) {
			case READY -> 0;
			case CONNECTING, IDLE -> 1;
			case TRANSIENT_FAILURE -> 2;
			case SHUTDOWN -> 3;
		};
	}

	void take() {
		this.inFlight.incrementAndGet();
	}

	void release() {
		this.inFlight.decrementAndGet();
	}

}
