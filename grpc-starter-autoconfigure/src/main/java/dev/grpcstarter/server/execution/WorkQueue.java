package dev.grpcstarter.server.execution;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Work that waits for a thread of a pool. It has no bound.
 * <p>
 * Calls are short and come in bursts, so what they cost is mostly the waking of threads.
 * Two rules keep that small. The thread that has become idle last is woken first: others
 * sleep on until the pool lets them go. And no thread is woken while another one is about
 * to wake: that one takes what is there, and wakes the next if work is left. Thread-safe.
 */
final class WorkQueue extends AbstractQueue<Runnable> implements BlockingQueue<Runnable> {

	// both guarded by this, as is what follows
	private final Deque<Runnable> work = new ArrayDeque<>();

	private final Deque<Waiter> idle = new ArrayDeque<>();

	private boolean waking;

	@Override
	public boolean offer(Runnable added) {
		Waiter next;
		synchronized (this) {
			this.work.add(added);
			next = next();
		}
		wake(next);
		return true;
	}

	// guarded by this
	private @Nullable Waiter next() {
		if (this.waking || this.work.isEmpty()) {
			return null;
		}
		Waiter next = this.idle.poll();
		this.waking = next != null;
		return next;
	}

	private static void wake(@Nullable Waiter next) {
		if (next != null) {
			next.woken = true;
			LockSupport.unpark(next.thread);
		}
	}

	@Override
	public synchronized @Nullable Runnable poll() {
		return this.work.poll();
	}

	@Override
	public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
		long end = System.nanoTime() + unit.toNanos(timeout);
		Waiter self = new Waiter(Thread.currentThread());
		Runnable taken = takeOrWait(self);
		while (taken == null) {
			boolean interrupted = Thread.interrupted();
			long left = end - System.nanoTime();
			if (self.woken) {
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
				self.woken = false;
				taken = awake(self);
			}
			else if ((interrupted || left <= 0) && leave(self)) {
				if (interrupted) {
					throw new InterruptedException();
				}
				return null;
			}
			else {
				LockSupport.parkNanos(this, left);
			}
		}
		return taken;
	}

	private synchronized @Nullable Runnable takeOrWait(Waiter self) {
		Runnable taken = this.work.poll();
		if (taken == null) {
			this.idle.push(self);
		}
		return taken;
	}

	private @Nullable Runnable awake(Waiter self) {
		Runnable taken;
		Waiter next;
		synchronized (this) {
			this.waking = false;
			taken = takeOrWait(self);
			next = next();
		}
		wake(next);
		return taken;
	}

	private synchronized boolean leave(Waiter self) {
		return this.idle.remove(self);
	}

	@Override
	public Runnable take() throws InterruptedException {
		Runnable taken = null;
		while (taken == null) {
			taken = poll(1, TimeUnit.DAYS);
		}
		return taken;
	}

	@Override
	public synchronized @Nullable Runnable peek() {
		return this.work.peek();
	}

	@Override
	public synchronized int size() {
		return this.work.size();
	}

	@Override
	public void put(Runnable added) {
		offer(added);
	}

	@Override
	public boolean offer(Runnable added, long timeout, TimeUnit unit) {
		return offer(added);
	}

	@Override
	public int remainingCapacity() {
		return Integer.MAX_VALUE;
	}

	@Override
	public int drainTo(Collection<? super Runnable> target) {
		return drainTo(target, Integer.MAX_VALUE);
	}

	@Override
	public synchronized int drainTo(Collection<? super Runnable> target, int most) {
		int drained = 0;
		for (; drained < most && !this.work.isEmpty(); drained++) {
			target.add(this.work.remove());
		}
		return drained;
	}

	/**
	 * Iterates over what is there now.
	 */
	@Override
	public synchronized Iterator<Runnable> iterator() {
		return List.copyOf(new ArrayList<>(this.work)).iterator();
	}

	@Override
	public synchronized boolean remove(@Nullable Object removed) {
		return this.work.remove(removed);
	}

	/**
	 * A thread without work.
	 */
	private static final class Waiter {

		private final Thread thread;

		private volatile boolean woken;

		Waiter(Thread thread) {
			this.thread = thread;
		}

	}

}
