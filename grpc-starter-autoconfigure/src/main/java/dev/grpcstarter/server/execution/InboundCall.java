package dev.grpcstarter.server.execution;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.call.GrpcCall;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call, from its first byte until the transport has forgotten it. It is a tracer,
 * because a tracer is told of every call, and its {@link Context} begins there.
 */
final class InboundCall extends ServerStreamTracer implements GrpcCall {

	private static final Status EXPIRED = Status.DEADLINE_EXCEEDED
		.withDescription("the deadline of the call has passed");

	private static final Metadata.Key<Long> TIMEOUT = Metadata.Key.of("grpc-timeout", new TimeoutMarshaller());

	private final CallList list;

	private final String method;

	private final Metadata metadata;

	private final long begin = System.nanoTime();

	private volatile @Nullable ServerCallInfo<?, ?> info;

	private final boolean bounded;

	// what the caller has asked for, and what was made of it, before there is a thread
	private @Nullable Deadline asked;

	private @Nullable HandlerDeadline<?, ?> bound;

	private volatile @Nullable Deadline deadline;

	private volatile @Nullable Status end;

	private volatile @Nullable Status cancellation;

	// guarded by this
	private @Nullable List<Runnable> onDrain;

	// its neighbours, of the list
	private @Nullable InboundCall previous;

	private @Nullable InboundCall next;

	/**
	 * A call that begins.
	 * @param list the calls in flight that it is to be among
	 * @param method the full name of the method
	 * @param metadata the metadata of the request
	 * @param bounded whether its deadline is ours, and not left to gRPC
	 */
	InboundCall(CallList list, String method, Metadata metadata, boolean bounded) {
		this.list = list;
		this.method = method;
		this.metadata = metadata;
		this.bounded = bounded;
	}

	/**
	 * The call that the current thread of the transport works for.
	 * @return the call, or {@code null} if those of its method are not known one by one
	 */
	static @Nullable InboundCall find() {
		return (KEY.get() instanceof InboundCall call) ? call : null;
	}

	@Override
	public Context filterContext(Context root) {
		Context context = root.withValue(KEY, this);
		Long timeout = (this.bounded) ? this.metadata.get(TIMEOUT) : null;
		if (timeout == null) {
			return context;
		}
		// gRPC has no timer for a deadline that its context has already
		this.asked = Deadline.after(timeout, TimeUnit.NANOSECONDS);
		return context.withDeadline(this.asked, NoTimer.INSTANCE);
	}

	/**
	 * The deadline that the call brings.
	 * @return the deadline, or {@code null} if there is none, or if it is left to gRPC
	 */
	@Nullable Deadline askedDeadline() {
		return this.asked;
	}

	/**
	 * The call may take no longer than this.
	 * @param bound the deadline
	 */
	void bound(HandlerDeadline<?, ?> bound) {
		this.bound = bound;
	}

	/**
	 * What bounds the time of the call.
	 * @param <Q> the type of the request
	 * @param <R> the type of the reply
	 * @return the deadline, or {@code null} if it has none, or if it is left to gRPC
	 */
	@SuppressWarnings("unchecked")
	<Q, R> @Nullable HandlerDeadline<Q, R> deadline() {
		return (HandlerDeadline<Q, R>) this.bound;
	}

	@Override
	public void serverCallStarted(ServerCallInfo<?, ?> info) {
		this.info = info;
	}

	/**
	 * Takes note of the time that the handler has.
	 * @param deadline the deadline, or {@code null} for none
	 */
	void begin(@Nullable Deadline deadline) {
		this.deadline = deadline;
	}

	@Override
	public void streamClosed(Status status) {
		this.end = status;
		this.list.remove(this);
	}

	/**
	 * Takes note that the transport has cancelled the call. Why, it has told before.
	 */
	void cancelled() {
		Status end = this.end;
		cancelled((end != null) ? end : Status.CANCELLED);
	}

	/**
	 * Takes note that nobody waits for an answer any more.
	 * @param why the reason, of which the first one counts
	 */
	synchronized void cancelled(Status why) {
		if (this.cancellation == null) {
			this.cancellation = (why.getCode() == Status.Code.DEADLINE_EXCEEDED) ? EXPIRED : cancellation(why);
		}
	}

	private static Status cancellation(Status why) {
		String gone = "the caller has cancelled the call, or its connection is gone";
		return Status.CANCELLED.withCause(why.getCause())
			.withDescription((why.getDescription() != null) ? gone + ": " + why.getDescription() : gone);
	}

	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.begin);
	}

	@Override
	public String method() {
		return this.method;
	}

	@Override
	public Metadata metadata() {
		return this.metadata;
	}

	@Override
	public @Nullable SocketAddress peer() {
		return attributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
	}

	@Override
	public @Nullable String authority() {
		ServerCallInfo<?, ?> known = this.info;
		return (known != null) ? known.getAuthority() : null;
	}

	@Override
	public Attributes attributes() {
		ServerCallInfo<?, ?> known = this.info;
		return (known != null) ? known.getAttributes() : Attributes.EMPTY;
	}

	@Override
	public @Nullable Duration remainingTime() {
		Deadline deadline = this.deadline;
		return (deadline != null) ? Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS))) : null;
	}

	/**
	 * A deadline that passes while everything is busy is known here before a thread finds
	 * the time to cancel the call.
	 */
	@Override
	public @Nullable Status cancellation() {
		Status known = this.cancellation;
		Deadline deadline = this.deadline;
		if (known != null || this.end != null || deadline == null || !deadline.isExpired()) {
			return known;
		}
		return EXPIRED;
	}

	@Override
	public void onDrain(Runnable action) {
		synchronized (this) {
			if (!this.list.isDraining()) {
				this.onDrain = (this.onDrain != null) ? this.onDrain : new ArrayList<>(1);
				this.onDrain.add(action);
				return;
			}
		}
		action.run();
	}

	/**
	 * Called once, after {@link InFlightCalls#isDraining()} has become true.
	 * @return what the handler wants to be done now
	 */
	synchronized List<Runnable> takeOnDrain() {
		List<Runnable> actions = this.onDrain;
		this.onDrain = null;
		return (actions != null) ? actions : List.of();
	}

	void link(@Nullable InboundCall previous, @Nullable InboundCall next) {
		this.previous = previous;
		this.next = next;
	}

	@Nullable InboundCall previous() {
		return this.previous;
	}

	@Nullable InboundCall next() {
		return this.next;
	}

}
