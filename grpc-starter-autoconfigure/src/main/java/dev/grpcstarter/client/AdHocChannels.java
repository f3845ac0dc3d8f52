package dev.grpcstarter.client;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;

/**
 * The channels that an application has opened itself, so that they can be closed if it
 * does not do that. One that has ended is forgotten.
 */
final class AdHocChannels {

	private final Set<ManagedChannel> open = ConcurrentHashMap.newKeySet();

	private final ScheduledExecutorService timer;

	AdHocChannels(ScheduledExecutorService timer) {
		this.timer = timer;
	}

	void add(ManagedChannel channel) {
		this.open.add(channel);
		forgetAtEnd(channel);
	}

	/**
	 * A channel tells when it is shut down, but not when the last stream has ended that
	 * may go on until then.
	 * @param channel the channel
	 */
	private void forgetAtEnd(ManagedChannel channel) {
		ConnectivityState state = channel.getState(false);
		if (channel.isTerminated()) {
			this.open.remove(channel);
		}
		else if (state == ConnectivityState.SHUTDOWN) {
			this.timer.schedule(() -> forgetAtEnd(channel), 1, TimeUnit.SECONDS);
		}
		else {
			channel.notifyWhenStateChanged(state, () -> forgetAtEnd(channel));
		}
	}

	Collection<ManagedChannel> open() {
		return Collections.unmodifiableSet(this.open);
	}

}
