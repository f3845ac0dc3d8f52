package dev.grpcstarter.observation;

import java.util.Objects;
import java.util.concurrent.ThreadPoolExecutor;

import dev.grpcstarter.server.GrpcServerStartedEvent;
import dev.grpcstarter.server.execution.CallExecutors;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;

/**
 * The pool of platform threads that runs handlers, under the names that Micrometer gives
 * to every pool: {@code executor.active}, {@code executor.queued} and so on, with the tag
 * {@code name=grpc-server}. There are none if no method uses the pool. Where the registry
 * has such a pool already, which is that of a parent context, the next one is
 * {@code grpc-server-2}.
 * <p>
 * The meters are there from the start of the server on, when the pool is known, and they
 * go when this is closed: the registry may be that of a parent and live longer.
 */
public final class ServerExecutorMetrics implements ApplicationListener<GrpcServerStartedEvent>, AutoCloseable {

	private static final String NAME = "grpc-server";

	private final CallExecutors executors;

	private final MeterRegistry registry;

	private volatile @Nullable String bound;

	/**
	 * Meters of the server's own pool.
	 * @param executors the executors of the server
	 * @param registry where the meters are
	 */
	public ServerExecutorMetrics(CallExecutors executors, MeterRegistry registry) {
		this.executors = executors;
		this.registry = registry;
	}

	/**
	 * Adds the meters, once.
	 * @param event the start of the server, or of another one
	 */
	@Override
	public void onApplicationEvent(GrpcServerStartedEvent event) {
		if (this.bound == null) {
			this.executors.platformPool().ifPresent(this::bind);
		}
	}

	private void bind(ThreadPoolExecutor pool) {
		String name = NAME;
		for (int i = 2; isTaken(name); i++) {
			name = NAME + "-" + i;
		}
		new ExecutorServiceMetrics(pool, name, Tags.empty()).bindTo(this.registry);
		this.bound = name;
	}

	private boolean isTaken(String name) {
		return this.registry.find("executor.pool.max").tag("name", name).gauge() != null;
	}

	@Override
	public void close() {
		String name = this.bound;
		if (name != null) {
			this.registry.getMeters()
				.stream()
				.filter((meter) -> meter.getId().getName().startsWith("executor.")
						&& Objects.equals(meter.getId().getTag("name"), name))
				.forEach(this.registry::remove);
		}
	}

}
