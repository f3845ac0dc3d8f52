package dev.grpcstarter.client;

import java.util.function.UnaryOperator;

import dev.grpcstarter.client.naming.ChannelTarget;
import io.grpc.inprocess.InProcessChannelBuilder;

/**
 * Connects to a server in the same JVM. There is no connection that could die, be
 * encrypted or be full, so keepalive, TLS, pools and the flow-control window are left
 * out, and with them the size of messages, which nobody measures.
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
