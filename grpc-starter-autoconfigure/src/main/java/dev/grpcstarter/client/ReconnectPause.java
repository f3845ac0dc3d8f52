package dev.grpcstarter.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the pause between two attempts of a channel to connect. gRPC's own grows to two
 * minutes and cannot be set, but it can be cut short. That is done only after something
 * has ended or failed: a channel that is connected or idle is left alone.
 */
final class ReconnectPause {

	/**
	 * As far as gRPC's own pause grows, but for its jitter.
	 */
	static final Duration LONGEST = Duration.ofSeconds(120);

	private final long nanos;

	private final ScheduledExecutorService timer;

	private @Nullable Future<?> next;

	private volatile @Nullable ManagedChannel channel;

	ReconnectPause(Duration most, ScheduledExecutorService timer) {
		this.nanos = (most.compareTo(LONGEST) < 0) ? most.toNanos() : 0;
		this.timer = timer;
	}

	void watch(ManagedChannel channel) {
		if (this.nanos > 0) {
			this.channel = channel;
			stateChanged();
		}
	}

	/**
	 * The names of a channel may not resolve, so that there is no attempt that could
	 * fail.
	 */
	private void stateChanged() {
		ManagedChannel channel = this.channel;
		if (channel == null) {
			return;
		}
		ConnectivityState state = channel.getState(false);
		if (state == ConnectivityState.SHUTDOWN) {
			cancelNext();
			return;
		}
		if (state == ConnectivityState.TRANSIENT_FAILURE) {
			attemptEnded();
		}
		channel.notifyWhenStateChanged(state, this::stateChanged);
	}

	/**
	 * One of the addresses of a channel may be down while others are up, which cannot be
	 * seen in its state.
	 */
	synchronized void attemptEnded() {
		ManagedChannel channel = this.channel;
		if (channel != null && !channel.isShutdown() && this.next == null) {
			// a little earlier, so that not all clients of a server come at once
			long early = ThreadLocalRandom.current().nextLong(this.nanos / 5);
			this.next = this.timer.schedule(() -> tryAgain(channel), this.nanos - early, TimeUnit.NANOSECONDS);
		}
	}

	private void tryAgain(ManagedChannel channel) {
		cancelNext();
		if (channel.isShutdown()) {
			return;
		}
		channel.resetConnectBackoff();
		if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
			attemptEnded();
		}
	}

	// a task that waits would keep a channel that has ended
	private synchronized void cancelNext() {
		if (this.next != null) {
			this.next.cancel(false);
			this.next = null;
		}
	}

}
