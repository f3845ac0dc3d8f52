package dev.grpcstarter.server.execution;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.grpcstarter.call.Deadlines;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * How long the calls of one method may take, and what is said of those that take longer.
 * Bound with the method.
 */
final class MethodDeadline {

	/**
	 * How long a handler has to react to the end of its call before it is named.
	 */
	static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long REPORT_EVERY = TimeUnit.MINUTES.toNanos(1);

	private static final Log logger = LogFactory.getLog(MethodDeadline.class);

	private final String method;

	private final MethodType type;

	private final Deadlines deadlines;

	private final DeadlineTimer timer;

	private final SharedDeadline shared = new SharedDeadline();

	// when a handler was last named. Of the timer's thread
	private @Nullable Long reported;

	MethodDeadline(MethodDescriptor<?, ?> method, Deadlines deadlines, DeadlineTimer timer) {
		this.method = method.getFullMethodName();
		this.type = method.getType();
		this.deadlines = deadlines;
		this.timer = timer;
	}

	/**
	 * Begins to count the time of a call.
	 * @param <Q> the type of the request
	 * @param <R> the type of the reply
	 * @param call the call, outside of all interceptors
	 * @param inbound the call as it is known while in flight
	 * @param parent the parent of the handler's context
	 * @return the deadline, or {@code null} if the call may take as long as it wants
	 */
	<Q, R> @Nullable HandlerDeadline<Q, R> begin(TransportCall<Q, R> call, InboundCall inbound, Context parent) {
		Deadline asked = inbound.askedDeadline();
		Duration bound = this.deadlines.inbound(this.type, asked);
		Deadline deadline = (bound != null) ? this.shared.after(bound.toNanos()) : asked;
		inbound.begin(deadline);
		if (deadline == null) {
			return null;
		}
		HandlerDeadline<Q, R> begun = new HandlerDeadline<>(this, call, inbound,
				parent.withDeadline(deadline, NoTimer.INSTANCE));
		inbound.bound(begun);
		call.bound(begun);
		begun.start(deadline.timeRemaining(TimeUnit.NANOSECONDS));
		return begun;
	}

	/**
	 * Which deadline it was that has passed.
	 * @param deadline the deadline
	 * @param inbound the call
	 * @return what the caller is told
	 */
	String description(@Nullable Deadline deadline, InboundCall inbound) {
		Deadline asked = inbound.askedDeadline();
		if (deadline == asked) {
			// begins as on the caller's side, whose clock may as well have been first
			return "CallOptions deadline exceeded after %s. [set by the caller, and passed on the server]"
				.formatted(Deadlines.text(inbound.age()));
		}
		Duration unary = this.deadlines.unary().orNull();
		Duration most = this.deadlines.most().orNull();
		if (most != null && (asked != null || unary == null || most.compareTo(unary) <= 0)) {
			return "the server allows no call to take longer than " + Deadlines.text(most);
		}
		return "the server allows %s to a call that brings no deadline"
			.formatted(Deadlines.text(Objects.requireNonNull(unary)));
	}

	DeadlineTimer timer() {
		return this.timer;
	}

	/**
	 * Names a handler that still has a thread.
	 * @param call the call, whose deadline has passed {@link #PATIENCE} ago
	 */
	void look(HandlerDeadline<?, ?> call) {
		Thread thread = call.thread();
		long now = System.nanoTime();
		if (thread == null || this.reported != null && now - this.reported < REPORT_EVERY) {
			return;
		}
		StackTraceElement[] stack = thread.getStackTrace();
		// whoever has the thread now has had it all the time
		if (call.thread() == thread) {
			this.reported = now;
			logger.warn(("The deadline of a call to %s has passed, and its handler still runs on '%s', %s after the "
					+ "call had arrived. Let it end when io.grpc.Context is cancelled. It was here:%n%s")
				.formatted(this.method, thread.getName(), Deadlines.text(call.age()),
						Arrays.stream(stack)
							.map((frame) -> "\tat " + frame)
							.collect(Collectors.joining("%n".formatted()))));
		}
	}

}
