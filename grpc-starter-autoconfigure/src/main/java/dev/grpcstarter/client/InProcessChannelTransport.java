package dev.grpcstarter.client;

import java.util.function.UnaryOperator;

import dev.grpcstarter.client.naming.ChannelTarget;
import io.grpc.inprocess.InProcessChannelBuilder;

/**
 * Connects to a server in the same JVM. There is one address and no connection that could
 * die, so load balancing and keepalive are left out.
 */
public final class InProcessChannelTransport implements ChannelTransport {

	private final ClientThreads threads;

	/**
	 * Connects within the JVM.
	 * @param threads keep the time of calls
	 */
	public InProcessChannelTransport(ClientThreads threads) {
		this.threads = threads;
	}

	@Override
	public boolean supports(ChannelTarget target) {
		return target instanceof ChannelTarget.InProcess;
	}

	@Override
	public Beginning begin(ChannelDefinition definition, Runnable attemptEnded) {
		return new Beginning(InProcessChannelBuilder.forTarget(definition.target().uri())
			.scheduledExecutorService(this.threads.timer()), UnaryOperator.identity());
	}

	@Override
	public boolean canBePooled() {
		return false;
	}

}
