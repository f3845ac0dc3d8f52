package dev.grpcstarter.server.execution;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A pool of threads that begins small, since calls which do not block need few threads
 * and cost more with many, and doubles as long as work waits for longer than 10 ms, up to
 * a bound. It rejects nothing while it is open. Threads without work for ten seconds end.
 */
final class GrowingPool extends ThreadPoolExecutor {

	/**
	 * How long work may wait for a thread before there are more.
	 */
	static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(10);

	static final String WATCH = "grpc-call-watch";

	private static final int IDLE_SECONDS = 10;

	private static final Log logger = LogFactory.getLog(GrowingPool.class);

	private final int initial;

	private final int most;

	private final Thread watch;

	/**
	 * Whether the watch looks by itself, and needs nobody to wake it.
	 */
	private volatile boolean watching;

	/**
	 * Opens a pool without any threads.
	 * @param initial how many threads there are before work waits too long
	 * @param most how many threads there are at most
	 * @param factory makes the threads, and one more that watches the work
	 */
	GrowingPool(int initial, int most, ThreadFactory factory) {
		super(initial, most, IDLE_SECONDS, TimeUnit.SECONDS, new WorkQueue(), factory);
		setThreadFactory((worker) -> factory.newThread(() -> {
			worker.run();
			shrink();
		}));
		allowCoreThreadTimeOut(true);
		this.initial = initial;
		this.most = most;
		this.watch = new Thread(this::watchWork, WATCH);
		this.watch.setDaemon(true);
		this.watch.start();
	}

	@Override
	public void execute(Runnable work) {
		super.execute(work);
		if (!this.watching && !getQueue().isEmpty()) {
			LockSupport.unpark(this.watch);
		}
	}

	private void watchWork() {
		while (!isShutdown()) {
			this.watching = !getQueue().isEmpty();
			if (this.watching) {
				look();
			}
			else {
				LockSupport.park(this);
				// threads may have ended, and are not to be made again for work that
				// needs none
				setCorePoolSize(Math.max(this.initial, getPoolSize()));
			}
		}
	}

	/**
	 * Looks whether what waits now still waits when it should not.
	 */
	private void look() {
		long last = getTaskCount();
		LockSupport.parkNanos(this, PATIENCE);
		int waiting = getQueue().size();
		if (getTaskCount() - waiting < last && waiting > 0) {
			grow();
		}
	}

	private void grow() {
		int size = getCorePoolSize();
		if (size < this.most) {
			try {
				setCorePoolSize(Math.min(this.most, size * 2));
			}
			catch (OutOfMemoryError ex) {
				// Java's way to say that it can make no thread
				logger.warn("No more than %d threads can be made for calls".formatted(getPoolSize()), ex);
			}
		}
	}

	/**
	 * A thread had no work for long. It is not to be made again for work that the others
	 * can do.
	 */
	private void shrink() {
		setCorePoolSize(Math.max(this.initial, getPoolSize()));
	}

	/**
	 * The thread that watches the work.
	 * @return the thread, which ends with the pool
	 */
	Thread watch() {
		return this.watch;
	}

	@Override
	protected void terminated() {
		LockSupport.unpark(this.watch);
	}

}
