package dev.grpcstarter.server.execution;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of one call, and the task that ends the call when it passes.
 * <p>
 * A {@link ServerCall} is not thread-safe, and this task has a thread of its own. It does
 * not wait for a handler that is just sending, which might take long: whoever is last to
 * leave the call closes it. What comes later finds the call shut.
 */
final class CallDeadline implements Runnable {

	private static final AtomicIntegerFieldUpdater<CallDeadline> STATE = AtomicIntegerFieldUpdater
		.newUpdater(CallDeadline.class, "state");

	/**
	 * The call is shut, and is to be closed when nobody is sending any more.
	 */
	private static final int EXPIRED = 1 << 30;

	/**
	 * The transport has been told of the end.
	 */
	private static final int CLOSED = 1 << 29;

	private static final Log logger = LogFactory.getLog(CallDeadline.class);

	private final MethodDeadline method;

	private final HandlerEvents<?, ?> call;

	private final InboundCall inbound;

	private final CancellableContext context;

	private @Nullable Future<?> timer;

	/**
	 * Which of the two has happened, and how many are sending just now.
	 */
	private volatile int state;

	private volatile @Nullable ServerCall<?, ?> outside;

	private volatile @Nullable Thread thread;

	CallDeadline(MethodDeadline method, HandlerEvents<?, ?> call, InboundCall inbound, CancellableContext context) {
		this.method = method;
		this.call = call;
		this.inbound = inbound;
		this.context = context;
	}

	void start(DeadlineTimer timer, Deadline deadline) {
		long left = deadline.timeRemaining(TimeUnit.NANOSECONDS);
		if (left <= 0) {
			run();
		}
		else {
			this.timer = timer.schedule(this, left);
		}
	}

	/**
	 * The context of the handler, which is cancelled when the deadline passes.
	 * @return the context
	 */
	CancellableContext context() {
		return this.context;
	}

	/**
	 * The end goes through the interceptors outside of the deadline's stage from now on.
	 * @param outside the call as the stage has it
	 * @return {@code false} if the deadline has passed already
	 */
	boolean from(ServerCall<?, ?> outside) {
		this.outside = outside;
		return !hasExpired();
	}

	boolean hasExpired() {
		return (this.state & EXPIRED) != 0;
	}

	/**
	 * Begins to send something.
	 * @return {@code false} if the call is shut, and there is nothing to
	 * {@linkplain #leave() leave}
	 */
	boolean enter() {
		int now = this.state;
		while ((now & EXPIRED) == 0) {
			if (STATE.compareAndSet(this, now, now + 1)) {
				return true;
			}
			now = this.state;
		}
		return false;
	}

	void leave() {
		if (STATE.decrementAndGet(this) == EXPIRED) {
			close();
		}
	}

	/**
	 * Whether a status may go to the transport: any as long as the deadline has not
	 * passed, and one when it has.
	 * @return {@code false} if the status comes too late
	 */
	boolean mayClose() {
		int now = this.state;
		while ((now & EXPIRED) == 0 || now == EXPIRED) {
			if (STATE.compareAndSet(this, now, now | CLOSED)) {
				return true;
			}
			now = this.state;
		}
		return false;
	}

	@Override
	public void run() {
		if (expire()) {
			close();
		}
		this.context.cancel(new TimeoutException(description()));
		if (this.thread != null) {
			this.method.lookAgain(this);
		}
	}

	// whether nobody else is there to close the call
	private boolean expire() {
		int now = this.state;
		while ((now & CLOSED) == 0) {
			if (STATE.compareAndSet(this, now, now | EXPIRED)) {
				this.inbound.cancelled(Status.DEADLINE_EXCEEDED);
				return now == 0;
			}
			now = this.state;
		}
		return false;
	}

	private void close() {
		if (this.call.isGone()) {
			return;
		}
		ServerCall<?, ?> outside = this.outside;
		try {
			((outside != null) ? outside : this.call).close(Status.DEADLINE_EXCEEDED.withDescription(description()),
					new Metadata());
		}
		catch (RuntimeException | Error ex) {
			logger.error("A call whose deadline has passed could not be closed", ex);
		}
	}

	private String description() {
		return this.method.description(this.context.getDeadline(), this.inbound);
	}

	/**
	 * Takes note of the thread that the handler has.
	 * @param current the current thread, or {@code null} when the handler returns
	 */
	void runsOn(@Nullable Thread current) {
		this.thread = current;
	}

	@Nullable Thread thread() {
		return this.thread;
	}

	Duration age() {
		return this.inbound.age();
	}

	/**
	 * The handler has heard of the end of the call.
	 */
	void end() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

}
