package dev.grpcstarter.server.execution;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of one call, and the call as it is inside of it: what is sent when the
 * deadline has passed goes nowhere.
 * <p>
 * A {@link ServerCall} is not thread-safe, and the end comes on the thread of the
 * {@link DeadlineTimer}. That one does not wait for a handler that is just sending, which
 * might take long: whoever is last to leave the call closes it.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 */
final class HandlerDeadline<Q, R> extends ForwardingServerCall<Q, R> {

	@SuppressWarnings("rawtypes")
	private static final AtomicIntegerFieldUpdater<HandlerDeadline> STATE = AtomicIntegerFieldUpdater
		.newUpdater(HandlerDeadline.class, "state");

	/**
	 * The call is shut, and is to be closed when nobody is sending any more.
	 */
	private static final int EXPIRED = 1 << 30;

	/**
	 * A status is on its way to the transport.
	 */
	private static final int CLOSED = 1 << 29;

	private final MethodDeadline method;

	private final TransportCall<Q, R> call;

	private final InboundCall inbound;

	private final CancellableContext context;

	/**
	 * What is outside of the deadline, for who is inside.
	 */
	private volatile ServerCall<Q, R> outside;

	private volatile @Nullable Thread thread;

	/**
	 * Which of the two has happened, and how many are sending just now.
	 */
	private volatile int state;

	// of the timer
	private int place = -1;

	private long at;

	private boolean passed;

	/**
	 * Begins to count.
	 * @param method how long calls of the method may take
	 * @param call the call, outside of all interceptors
	 * @param inbound the call as it is known while in flight
	 * @param context the context of the handler
	 * @param deadline the deadline
	 */
	HandlerDeadline(MethodDeadline method, TransportCall<Q, R> call, InboundCall inbound, CancellableContext context,
			Deadline deadline) {
		this.method = method;
		this.call = call;
		this.outside = call;
		this.inbound = inbound;
		this.context = context;
		this.at = System.nanoTime() + deadline.timeRemaining(TimeUnit.NANOSECONDS);
	}

	void start() {
		if (this.at - System.nanoTime() <= 0) {
			run();
		}
		else {
			this.method.timer().add(this);
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
	 * Puts interceptors outside of the deadline. The end goes through them from now on.
	 * @param outside the call as they want it
	 * @return {@code false} if the deadline has passed already
	 */
	@SuppressWarnings("unchecked")
	boolean within(ServerCall<?, ?> outside) {
		this.outside = (ServerCall<Q, R>) outside;
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
			closeExpired();
		}
	}

	/**
	 * Whether a status may go to the transport: any as long as the deadline has not
	 * passed, and one when it has.
	 * @return {@code false} if the status comes too late
	 */
	boolean mayClose() {
		return answer() || STATE.compareAndSet(this, EXPIRED, EXPIRED | CLOSED);
	}

	// whether the deadline has not passed, and does not matter any more
	private boolean answer() {
		int now = this.state;
		while ((now & EXPIRED) == 0) {
			if (STATE.compareAndSet(this, now, now | CLOSED)) {
				return true;
			}
			now = this.state;
		}
		return false;
	}

	/**
	 * The deadline has passed, or the time after it that a handler has to react.
	 */
	void run() {
		if (this.passed) {
			this.method.look(this);
			return;
		}
		this.passed = true;
		if (expire()) {
			closeExpired();
		}
		this.context.cancel(new TimeoutException(description()));
		if (this.thread != null) {
			this.at = System.nanoTime() + MethodDeadline.PATIENCE;
			this.method.timer().add(this);
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

	private void closeExpired() {
		if (!this.call.isGone()) {
			this.outside.close(Status.DEADLINE_EXCEEDED.withDescription(description()), new Metadata());
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
		this.method.timer().remove(this);
	}

	long at() {
		return this.at;
	}

	int place() {
		return this.place;
	}

	void place(int place) {
		this.place = place;
	}

	@Override
	protected ServerCall<Q, R> delegate() {
		return this.outside;
	}

	@Override
	public MethodDescriptor<Q, R> getMethodDescriptor() {
		return this.outside.getMethodDescriptor();
	}

	@Override
	public void sendHeaders(Metadata headers) {
		if (!hasExpired()) {
			super.sendHeaders(headers);
		}
	}

	@Override
	public void sendMessage(R message) {
		if (!hasExpired()) {
			super.sendMessage(message);
		}
	}

	@Override
	public void close(Status status, Metadata trailers) {
		if (answer()) {
			super.close(status, trailers);
		}
	}

}
