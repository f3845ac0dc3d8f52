package dev.grpcstarter.server.execution;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
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

	// so that each call can look at it without the lock
	private volatile int size;

	@Override
	public boolean offer(Runnable added) {
		Waiter next;
		synchronized (this) {
			this.work.add(added);
			this.size = this.work.size();
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
		if (next != null) {
			next.woken = true;
		}
		return next;
	}

	private static void wake(@Nullable Waiter next) {
		if (next != null) {
			LockSupport.unpark(next.thread);
		}
	}

	@Override
	public synchronized @Nullable Runnable poll() {
		Runnable taken = this.work.poll();
		this.size = this.work.size();
		return taken;
	}

	@Override
	public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
		long end = System.nanoTime() + unit.toNanos(timeout);
		Waiter self = new Waiter(Thread.currentThread());
		boolean interrupted = false;
		Runnable taken = takeOrWait(self);
		while (taken == null) {
			interrupted |= Thread.interrupted();
			long left = end - System.nanoTime();
			if (self.woken) {
				self.woken = false;
				taken = awake(self);
			}
			else if (!interrupted && left > 0) {
				LockSupport.parkNanos(this, left);
			}
			else if (leave(self)) {
				taken = poll();
				if (taken != null) {
					break;
				}
				if (interrupted) {
					throw new InterruptedException();
				}
				return null;
			}
			// else it has just been woken
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		return taken;
	}

	/**
	 * Whether there is more work than threads that are about to take some.
	 * @return {@code true} if some of it waits for threads that are busy
	 */
	boolean isUnattended() {
		if (this.size == 0) {
			return false;
		}
		synchronized (this) {
			return this.size > this.idle.size() + ((this.waking) ? 1 : 0);
		}
	}

	private synchronized @Nullable Runnable takeOrWait(Waiter self) {
		Runnable taken = poll();
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
	public int size() {
		return this.size;
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
		this.size = this.work.size();
		return drained;
	}

	/**
	 * Iterates over what is there now.
	 */
	@Override
	public synchronized Iterator<Runnable> iterator() {
		return new ArrayList<>(this.work).iterator();
	}

	@Override
	public synchronized boolean remove(@Nullable Object removed) {
		boolean found = this.work.remove(removed);
		this.size = this.work.size();
		return found;
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
