package dev.grpcstarter.server.execution;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Looks out for handlers that block the event loop. A thread of its own looks a hundred
 * times a second at the event loops that are in a handler, and names a handler which it
 * finds waiting, or at the same call for too long, once in the log with the place where
 * it was.
 */
final class BlockingWatch implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(BlockingWatch.class);

	private static final int TICK_MILLIS = 10;

	private static final int TICKS_TOO_LONG = 10;

	private final ThreadLocal<Mark> marks = ThreadLocal.withInitial(this::newMark);

	private final CopyOnWriteArrayList<Mark> all = new CopyOnWriteArrayList<>();

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	private final ScheduledExecutorService thread;

	BlockingWatch() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("grpc-blocking-watch-");
		factory.setDaemon(true);
		this.thread = Executors.newSingleThreadScheduledExecutor(factory);
		this.thread.scheduleWithFixedDelay(this::look, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
	}

	private Mark newMark() {
		Mark mark = new Mark(Thread.currentThread());
		this.all.removeIf((other) -> !other.thread.isAlive());
		this.all.add(mark);
		return mark;
	}

	/**
	 * Where the current thread notes what it is about to run.
	 * @return the mark of the thread
	 */
	Mark mark() {
		return this.marks.get();
	}

	void look() {
		for (Mark mark : this.all) {
			String method = mark.method;
			if (method == null || this.reported.contains(method)) {
				continue;
			}
			int visit = mark.visit;
			mark.ticks = (visit == mark.visitSeen) ? mark.ticks + 1 : 0;
			mark.visitSeen = visit;
			if (waits(mark.thread) || mark.ticks > 0) {
				look(mark, method, visit);
			}
		}
	}

	// to take a stack holds its thread up, so it is not done to one that just works
	private void look(Mark mark, String method, int visit) {
		StackTraceElement[] stack = mark.thread.getStackTrace();
		// whoever is still in the handler was in it when its state was read
		if (blocks(mark, stack) && mark.visit == visit && method.equals(mark.method) && this.reported.add(method)) {
			report(method, stack);
		}
	}

	private static boolean waits(Thread thread) {
		Thread.State state = thread.getState();
		return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
	}

	private static boolean blocks(Mark mark, StackTraceElement[] stack) {
		if (waits(mark.thread) || mark.ticks > TICKS_TOO_LONG) {
			return true;
		}
		// a short wait for a lock, and a short native method, are nothing to report
		return mark.ticks > 0
				&& (mark.thread.getState() == Thread.State.BLOCKED || stack.length > 0 && stack[0].isNativeMethod());
	}

	private static void report(String method, StackTraceElement[] stack) {
		logger.warn(("%s runs on the event loop and blocks it, so that the other calls of its connections wait. "
				+ "Give it another executor than 'direct', or let it answer later from another thread. It was here:%n%s")
			.formatted(method,
					Arrays.stream(stack)
						.map((frame) -> "\tat " + frame)
						.collect(Collectors.joining("%n".formatted()))));
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

	/**
	 * What a thread is at.
	 */
	static final class Mark {

		private final Thread thread;

		private volatile @Nullable String method;

		// the count of handlers entered, written by the thread itself
		private volatile int visit;

		// of the one that looks
		private int visitSeen;

		private int ticks;

		private Mark(Thread thread) {
			this.thread = thread;
		}

		/**
		 * Notes that a handler is about to run.
		 * @param entered the method that is handled
		 * @return the method that is handled around it, for {@link #leave}
		 */
		@SuppressWarnings("NonAtomicVolatileUpdate")
		@Nullable String enter(String entered) {
			String outer = this.method;
			this.visit++;
			this.method = entered;
			return outer;
		}

		void leave(@Nullable String outer) {
			this.method = outer;
		}

	}

}
