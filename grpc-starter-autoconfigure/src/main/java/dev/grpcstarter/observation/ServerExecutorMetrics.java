package dev.grpcstarter.observation;

import dev.grpcstarter.server.execution.CallExecutors;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;

/**
 * The pool of platform threads that runs handlers, under the names that Micrometer gives
 * to every pool: {@code executor.active}, {@code executor.queued} and so on, with the tag
 * {@code name=grpc-server}. There are none if no method uses the pool.
 */
public final class ServerExecutorMetrics implements MeterBinder {

	private final CallExecutors executors;

	/**
	 * Meters of the server's own pool.
	 * @param executors the executors of the server
	 */
	public ServerExecutorMetrics(CallExecutors executors) {
		this.executors = executors;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.executors.platformPool()
			.ifPresent((pool) -> new ExecutorServiceMetrics(pool, "grpc-server", Tags.empty()).bindTo(registry));
	}

}
