package dev.grpcstarter.client;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.grpcstarter.call.Deadlines;
import dev.grpcstarter.config.Problems;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Gives each call its deadline, counted from that call: set once on a stub, it would
 * pass, and all later calls would fail. A call that has no time left is not sent, and
 * does not wake a channel either.
 */
final class CallDeadline implements ClientInterceptor {

	private final Deadlines deadlines;

	private final Executor callbacks;

	/**
	 * Deadlines of calls.
	 * @param deadlines how long calls may take
	 * @param callbacks what tells a call that it was not sent, unless it brings an
	 * executor
	 */
	CallDeadline(Deadlines deadlines, Executor callbacks) {
		this.deadlines = deadlines;
		this.callbacks = callbacks;
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		Context context = Context.current();
		Deadline own = options.getDeadline();
		Deadline deadline = this.deadlines.outbound(method.getType(), own, context.getDeadline());
		Status spent = spent(context, own, deadline);
		if (spent != null) {
			Executor executor = options.getExecutor();
			return new UnsentCall<>(spent, context, (executor != null) ? executor : this.callbacks);
		}
		return next.newCall(method,
				(deadline != null && !deadline.equals(own)) ? options.withDeadline(deadline) : options);
	}

	private @Nullable Status spent(Context context, @Nullable Deadline own, @Nullable Deadline deadline) {
		if (context.isCancelled()) {
			Throwable cause = context.cancellationCause();
			return ((cause instanceof TimeoutException) ? late("the deadline of its Context passed")
					: Status.CANCELLED.withDescription("the call was not sent: its Context was cancelled"))
				.withCause(cause);
		}
		Deadline inherited = context.getDeadline();
		if (inherited != null && inherited.isExpired()) {
			return late("the deadline of its Context passed");
		}
		if (deadline == null || !deadline.isExpired()) {
			return null;
		}
		if (own != null && own.isExpired()) {
			// in the words that gRPC has for it
			return Status.DEADLINE_EXCEEDED
				.withDescription("ClientCall started after CallOptions deadline was exceeded %sms ago"
					.formatted(-own.timeRemaining(TimeUnit.MILLISECONDS)));
		}
		return late("no more than the deadline-reserve, %s, is left of the deadline of its Context"
			.formatted(Problems.text(this.deadlines.reserve())));
	}

	private static Status late(String why) {
		return Status.DEADLINE_EXCEEDED.withDescription("the call was not sent: " + why);
	}

}
