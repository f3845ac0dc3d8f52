package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.GrpcChannels;

import org.springframework.context.SmartLifecycle;

/**
 * Lets channels connect to a server in the same context as soon as it is up. Otherwise
 * calls would fail for as long as the back-off lasts of attempts that were made before,
 * be it at the start or while the context was stopped, as Spring's test support does with
 * contexts that it pauses.
 */
class ReconnectAfterRestart implements SmartLifecycle {

	private final GrpcChannels channels;

	private boolean stopped;

	private volatile boolean running;

	ReconnectAfterRestart(GrpcChannels channels) {
		this.channels = channels;
	}

	@Override
	public void start() {
		if (this.stopped) {
			this.channels.reconnect();
		}
		else {
			this.channels.tryAgain();
		}
		this.running = true;
	}

	@Override
	public void stop() {
		this.stopped = true;
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Just after a server in the same context.
	 */
	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE - 511;
	}

}
