package dev.grpcstarter.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;

/**
 * Closes channels all at once, in bounded time, with their streams.
 *
 * @param channels the channels
 */
record BoundedClose(List<ManagedChannel> channels) implements Runnable {

	/**
	 * What calls get to end by themselves. Handlers have ended by then, and what is left
	 * are streams that nobody will end.
	 */
	private static final Duration GRACE = Duration.ofSeconds(2);

	@Override
	public void run() {
		this.channels.forEach(ManagedChannel::shutdown);
		if (!awaitTermination()) {
			this.channels.forEach(ManagedChannel::shutdownNow);
			awaitTermination();
		}
	}

	private boolean awaitTermination() {
		long end = System.nanoTime() + GRACE.toNanos();
		try {
			for (ManagedChannel channel : this.channels) {
				if (!channel.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
					return false;
				}
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
