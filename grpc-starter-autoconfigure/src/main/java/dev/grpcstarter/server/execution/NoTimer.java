package dev.grpcstarter.server.execution;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/**
 * Lets a {@link Context} have a deadline that somebody else looks after. What is
 * scheduled here never runs. A context asks for nothing but
 * {@link #schedule(Runnable, long, TimeUnit)}, so whatever else is asked for is a
 * mistake, and refused.
 */
@SuppressWarnings("NullAway")
final class NoTimer extends AbstractExecutorService implements ScheduledExecutorService {

	static final NoTimer INSTANCE = new NoTimer();

	private NoTimer() {
	}

	/**
	 * What a context does. It takes no future for one that needs no cancelling.
	 */
	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		return null;
	}

	@Override
	public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void execute(Runnable command) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void shutdown() {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<Runnable> shutdownNow() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isShutdown() {
		return false;
	}

	@Override
	public boolean isTerminated() {
		return false;
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) {
		return false;
	}

}
