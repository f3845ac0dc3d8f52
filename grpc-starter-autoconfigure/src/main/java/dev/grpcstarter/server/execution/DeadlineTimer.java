package dev.grpcstarter.server.execution;

import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The thread that ends calls whose deadline passes. It is not one of those that handlers
 * have, because one of them may be what is stuck.
 * <p>
 * Nearly all calls end long before their deadline, so what counts is that waiting for one
 * costs little: it makes no object, since the calls themselves are in a heap, and wakes
 * no thread, since this one sleeps on when the call that it waits for has ended. Java's
 * own scheduler does both for each call.
 */
final class DeadlineTimer implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(DeadlineTimer.class);

	private static final int NANOS_PER_MILLI = 1_000_000;

	private final ThreadPoolExecutor ends;

	/**
	 * A binary heap, the earliest one first. Guarded by this, as everything here.
	 */
	private @Nullable HandlerDeadline<?, ?>[] heap = new HandlerDeadline<?, ?>[64];

	private int size;

	private @Nullable Thread thread;

	private boolean sleeping;

	private long wakesAt;

	private boolean closed;

	DeadlineTimer() {
		int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
		CustomizableThreadFactory factory = new CustomizableThreadFactory("grpc-server-deadline-");
		factory.setDaemon(true);
		this.ends = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				factory);
		this.ends.allowCoreThreadTimeOut(true);
	}

	/**
	 * Lets a deadline run at its time.
	 * @param deadline one that is not waited for
	 */
	synchronized void add(HandlerDeadline<?, ?> deadline) {
		if (this.closed) {
			return;
		}
		if (this.size == this.heap.length) {
			this.heap = Arrays.copyOf(this.heap, this.size * 2);
		}
		up(this.size++, deadline);
		if (this.thread == null) {
			Thread started = new Thread(this::work, "grpc-server-deadline");
			started.setDaemon(true);
			started.start();
			this.thread = started;
		}
		else if (this.sleeping && deadline.at() - this.wakesAt < 0) {
			notifyAll();
		}
	}

	/**
	 * Waits for a deadline no longer.
	 * @param deadline one that is waited for or not
	 */
	synchronized void remove(HandlerDeadline<?, ?> deadline) {
		int place = deadline.place();
		if (place < 0) {
			return;
		}
		deadline.place(-1);
		HandlerDeadline<?, ?> last = get(--this.size);
		this.heap[this.size] = null;
		if (last != deadline) {
			down(place, last);
			if (last.place() == place) {
				up(place, last);
			}
		}
	}

	/**
	 * How many deadlines are waited for.
	 * @return the number
	 */
	synchronized int size() {
		return this.size;
	}

	/**
	 * Ends a call whose deadline has passed, on one of a few threads that code of the
	 * application may keep busy.
	 * @param end what is to be done
	 */
	void end(Runnable end) {
		try {
			this.ends.execute(end);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// closed meanwhile, or no thread can be made
			end.run();
		}
	}

	private void work() {
		for (HandlerDeadline<?, ?> due = next(); due != null; due = next()) {
			try {
				due.run();
			}
			catch (Throwable ex) {
				logger.error("A call could not be ended at its deadline", ex);
			}
		}
	}

	private synchronized @Nullable HandlerDeadline<?, ?> next() {
		while (!this.closed) {
			// with nothing to wait for it is as if it were for ages
			long now = System.nanoTime();
			long left = (this.size > 0) ? get(0).at() - now : Long.MAX_VALUE / 2;
			if (left <= 0) {
				HandlerDeadline<?, ?> due = get(0);
				remove(due);
				return due;
			}
			this.wakesAt = now + left;
			sleep(left);
		}
		return null;
	}

	private synchronized void sleep(long nanos) {
		this.sleeping = true;
		try {
			wait(nanos / NANOS_PER_MILLI, (int) (nanos % NANOS_PER_MILLI));
		}
		catch (InterruptedException ex) {
			// whoever that was, there are deadlines to wait for until this is closed
		}
		finally {
			this.sleeping = false;
		}
	}

	private void up(int from, HandlerDeadline<?, ?> deadline) {
		int place = from;
		while (place > 0) {
			HandlerDeadline<?, ?> parent = get((place - 1) / 2);
			if (deadline.at() - parent.at() >= 0) {
				break;
			}
			put(place, parent);
			place = (place - 1) / 2;
		}
		put(place, deadline);
	}

	private void down(int from, HandlerDeadline<?, ?> deadline) {
		int place = from;
		for (int child = place * 2 + 1; child < this.size; child = place * 2 + 1) {
			if (child + 1 < this.size && get(child + 1).at() - get(child).at() < 0) {
				child++;
			}
			if (get(child).at() - deadline.at() >= 0) {
				break;
			}
			put(place, get(child));
			place = child;
		}
		put(place, deadline);
	}

	@SuppressWarnings("NullAway") // every place below the size is taken
	private HandlerDeadline<?, ?> get(int place) {
		return this.heap[place];
	}

	private void put(int place, HandlerDeadline<?, ?> deadline) {
		this.heap[place] = deadline;
		deadline.place(place);
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.ends.shutdown();
		notifyAll();
	}

}
