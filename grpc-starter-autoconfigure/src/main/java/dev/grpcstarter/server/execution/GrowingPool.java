package dev.grpcstarter.server.execution;

import java.util.List;
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

	private final WorkQueue queue;

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
	 * @param factory makes the threads
	 */
	GrowingPool(int initial, int most, ThreadFactory factory) {
		this(initial, most, new WorkQueue(), factory);
	}

	private GrowingPool(int initial, int most, WorkQueue queue, ThreadFactory factory) {
		super(initial, most, IDLE_SECONDS, TimeUnit.SECONDS, queue, factory);
		allowCoreThreadTimeOut(true);
		this.queue = queue;
		this.initial = initial;
		this.most = most;
		this.watch = new Thread(this::watchWork, WATCH);
		this.watch.setDaemon(true);
		this.watch.start();
	}

	@Override
	public void execute(Runnable work) {
		try {
			super.execute(work);
		}
		catch (OutOfMemoryError ex) {
			// no thread can be made, so those that are there have to do
			this.queue.add(work);
			if (getPoolSize() == 0 && this.queue.remove(work)) {
				throw ex;
			}
		}
		if (!this.watching && this.queue.isUnattended()) {
			LockSupport.unpark(this.watch);
		}
	}

	private void watchWork() {
		while (!isShutdown()) {
			// before it looks at the queue: who adds work to it does so before looking
			// here
			this.watching = false;
			if (this.queue.isUnattended()) {
				this.watching = true;
				look();
			}
			else {
				LockSupport.park(this);
			}
		}
	}

	/**
	 * Looks whether what waits now still waits when it should not.
	 */
	private void look() {
		long last = getTaskCount();
		long end = System.nanoTime() + PATIENCE;
		for (long left = PATIENCE; left > 0 && !isShutdown(); left = end - System.nanoTime()) {
			LockSupport.parkNanos(this, left);
		}
		int waiting = this.queue.size();
		if (getTaskCount() - waiting < last && waiting > 0) {
			grow();
		}
	}

	/**
	 * Lets there be more threads for what waits now. Work that comes later waits in the
	 * queue again, and is not given a new thread as long as the others can do it.
	 */
	private void grow() {
		int size = Math.max(this.initial, getPoolSize());
		if (size >= this.most) {
			return;
		}
		try {
			setCorePoolSize(Math.min(this.most, size * 2));
		}
		catch (OutOfMemoryError ex) {
			// Java's way to say that it can make no thread
			logger.warn("No more than %d threads can be made for calls".formatted(getPoolSize()), ex);
		}
		finally {
			setCorePoolSize(this.initial);
		}
	}

	/**
	 * The thread that watches the work.
	 * @return the thread, which ends with the pool
	 */
	Thread watch() {
		return this.watch;
	}

	@Override
	public void shutdown() {
		super.shutdown();
		LockSupport.unpark(this.watch);
	}

	@Override
	public List<Runnable> shutdownNow() {
		List<Runnable> left = super.shutdownNow();
		LockSupport.unpark(this.watch);
		return left;
	}

}
