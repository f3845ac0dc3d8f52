package dev.grpcstarter.server.execution;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that is shut from another thread when its deadline passes: what is sent from
 * then on goes nowhere.
 * <p>
 * A {@link ServerCall} is not thread-safe. Who shuts it does not wait for a handler that
 * is just sending, which might take long: whoever is last to leave the call closes it. An
 * answer that is on its way comes first.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 */
abstract class ShuttableCall<Q, R> extends ForwardingServerCall<Q, R> {

	@SuppressWarnings("rawtypes")
	private static final AtomicIntegerFieldUpdater<ShuttableCall> STATE = AtomicIntegerFieldUpdater
		.newUpdater(ShuttableCall.class, "state");

	/**
	 * The call is shut, and is to be closed when nobody is sending any more.
	 */
	private static final int EXPIRED = 1 << 30;

	/**
	 * A status is on its way to the transport.
	 */
	private static final int CLOSED = 1 << 29;

	/**
	 * Which of the two has happened, and how many are sending just now.
	 */
	private volatile int state;

	/**
	 * Closes the call, which is shut and which nobody is sending over.
	 */
	abstract void closeExpired();

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
	 * Shuts the call, unless it is answered.
	 * @return what the state was before: answered, or how many are sending
	 */
	int shut() {
		int now = this.state;
		while ((now & CLOSED) == 0) {
			if (STATE.compareAndSet(this, now, now | EXPIRED)) {
				return now;
			}
			now = this.state;
		}
		return now;
	}

	static boolean isAnswered(int state) {
		return (state & CLOSED) != 0;
	}

	@Override
	public void sendHeaders(Metadata headers) {
		if (enter()) {
			try {
				super.sendHeaders(headers);
			}
			finally {
				leave();
			}
		}
	}

	@Override
	public void sendMessage(R message) {
		if (enter()) {
			try {
				super.sendMessage(message);
			}
			finally {
				leave();
			}
		}
	}

	@Override
	public void close(Status status, Metadata trailers) {
		if (answer()) {
			super.close(status, trailers);
		}
	}

}
