package dev.grpcstarter.server.execution;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The thread that ends calls whose deadline passes. It is not one of those that handlers
 * have, because one of them may be what is stuck.
 */
final class DeadlineTimer implements AutoCloseable {

	private final ScheduledThreadPoolExecutor thread;

	DeadlineTimer() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("grpc-server-deadline-");
		factory.setDaemon(true);
		this.thread = new ScheduledThreadPoolExecutor(1, factory);
		// nearly all calls end long before their deadline
		this.thread.setRemoveOnCancelPolicy(true);
	}

	Future<?> schedule(Runnable task, long nanos) {
		return this.thread.schedule(task, nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * How many deadlines are waited for.
	 * @return the number
	 */
	int size() {
		return this.thread.getQueue().size();
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
