package dev.grpcstarter.server;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessServerBuilder;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Serves calls from within the same JVM. The size of metadata is limited. Keepalive has
 * no meaning here, nor have the other limits: messages have no size before they are
 * written to a wire.
 */
public final class InProcessTransport implements GrpcTransport {

	private final ListenAddress.InProcess address;

	private final int inboundMetadataSize;

	/**
	 * Serves under a name.
	 * @param address the name
	 * @param limits what a caller may ask for
	 */
	public InProcessTransport(ListenAddress.InProcess address, ServerLimits limits) {
		this.address = address;
		this.inboundMetadataSize = limits.inboundMetadataSize();
	}

	@Override
	public ListenAddress address() {
		return this.address;
	}

	@Override
	public ServerBuilder<?> newServerBuilder(Consumer<Runnable> whenEnded) {
		// gRPC's shared timer would not be given back when the name is taken
		CustomizableThreadFactory threads = new CustomizableThreadFactory("grpc-in-process-timer-");
		threads.setDaemon(true);
		ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads);
		whenEnded.accept(timer::shutdownNow);
		return InProcessServerBuilder.forName(this.address.name())
			.scheduledExecutorService(timer)
			.maxInboundMetadataSize(this.inboundMetadataSize);
	}

}
