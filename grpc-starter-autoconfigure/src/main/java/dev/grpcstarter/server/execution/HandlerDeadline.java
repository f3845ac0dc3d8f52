package dev.grpcstarter.server.execution;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import dev.grpcstarter.call.AttachedContext;
import io.grpc.Context.CancellableContext;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of one call, and the call as it is inside of it.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 */
final class HandlerDeadline<Q, R> extends ShuttableCall<Q, R> {

	private static final Log logger = LogFactory.getLog(HandlerDeadline.class);

	private final MethodDeadline method;

	private final TransportCall<Q, R> call;

	private final InboundCall inbound;

	private final CancellableContext context;

	/**
	 * What is outside of the deadline, for who is inside.
	 */
	private volatile ServerCall<Q, R> outside;

	private volatile @Nullable Thread thread;

	// of the timer
	private int place = -1;

	private long at;

	/**
	 * Begins to count.
	 * @param method how long calls of the method may take
	 * @param call the call, outside of all interceptors
	 * @param inbound the call as it is known while in flight
	 * @param context the context of the handler, with the deadline
	 */
	HandlerDeadline(MethodDeadline method, TransportCall<Q, R> call, InboundCall inbound, CancellableContext context) {
		this.method = method;
		this.call = call;
		this.outside = call;
		this.inbound = inbound;
		this.context = context;
	}

	/**
	 * A call that has no time left ends at once: nobody is there yet whom that may hold
	 * up.
	 * @param nanos the time that is left
	 */
	void start(long nanos) {
		if (nanos > 0) {
			this.at = System.nanoTime() + nanos;
			this.method.timer().add(this);
		}
		else {
			this.inbound.cancelled(Status.DEADLINE_EXCEEDED);
			end(shut() == 0);
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

	/**
	 * The deadline has passed, or the time after it that a handler has to react. Code of
	 * the application, which listens to the end, does not run here: it must not hold up
	 * the deadlines of other calls.
	 */
	void run() {
		if (hasExpired()) {
			this.method.look(this);
			return;
		}
		int before = shut();
		if (isAnswered(before)) {
			return;
		}
		this.inbound.cancelled(Status.DEADLINE_EXCEEDED);
		this.method.timer().end(() -> end(before == 0));
		if (this.thread != null) {
			this.at = System.nanoTime() + MethodDeadline.PATIENCE;
			this.method.timer().add(this);
		}
	}

	// first the context, which would else end with the call and without a reason
	private void end(boolean nobodyIsSending) {
		try {
			this.context.cancel(new TimeoutException(description()));
		}
		finally {
			if (nobodyIsSending) {
				closeExpired();
			}
		}
	}

	@Override
	void closeExpired() {
		if (this.call.isGone()) {
			return;
		}
		Status status = Status.DEADLINE_EXCEEDED.withDescription(description());
		AttachedContext attached = AttachedContext.of(this.context);
		try {
			this.outside.close(status, new Metadata());
		}
		catch (RuntimeException | Error ex) {
			logger.error("An interceptor has failed at the end of a call whose deadline has passed", ex);
			this.call.close(status, new Metadata());
		}
		finally {
			attached.close();
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

}
