package dev.grpcstarter.server;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessServerBuilder;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Serves calls from within the same JVM. Keepalive and the limits of a connection have no
 * meaning here and are left out.
 */
public final class InProcessTransport implements GrpcTransport {

	private final ListenAddress.InProcess address;

	/**
	 * Serves under a name.
	 * @param address the name
	 */
	public InProcessTransport(ListenAddress.InProcess address) {
		this.address = address;
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
		return InProcessServerBuilder.forName(this.address.name()).scheduledExecutorService(timer);
	}

}
