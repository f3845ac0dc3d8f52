package dev.grpcstarter.client;

import io.grpc.ManagedChannelBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;

/**
 * Connects to a server in the same JVM. There is one address and no connection that could
 * die, so load balancing and keepalive are left out.
 */
public final class InProcessChannelTransport implements ChannelTransport {

	private static final String SCHEME = "in-process:";

	private final ClientThreads threads;

	/**
	 * Connects within the JVM.
	 * @param threads keep the time of calls
	 */
	public InProcessChannelTransport(ClientThreads threads) {
		this.threads = threads;
	}

	@Override
	public boolean supports(String target) {
		return target.startsWith(SCHEME);
	}

	@Override
	public ManagedChannelBuilder<?> newChannelBuilder(ChannelDefinition definition, Runnable attemptEnded) {
		return InProcessChannelBuilder.forName(definition.target().substring(SCHEME.length()))
			.scheduledExecutorService(this.threads.timer());
	}

	@Override
	public boolean canBePooled() {
		return false;
	}

}
