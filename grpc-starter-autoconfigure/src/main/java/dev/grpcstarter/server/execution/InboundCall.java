package dev.grpcstarter.server.execution;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.grpcstarter.call.GrpcCall;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.InternalServer;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call, from its first byte until the transport has forgotten it. It is a tracer,
 * because a tracer is told of every call and gives it its {@link Context}.
 * <p>
 * That context is its own and not the one which gRPC makes for the call: gRPC cancels its
 * own one as soon as the transport is done, also when the handler has answered and is
 * still at work on another thread. This one lives until the handler has been told.
 */
final class InboundCall extends ServerStreamTracer implements GrpcCall {

	private final InFlightCalls all;

	private final String method;

	// whole when the context is made, and not before; not kept any longer
	private @Nullable Metadata headers;

	private final long begin = System.nanoTime();

	// set before any other thread learns of the call
	private @Nullable CancellableContext context;

	private volatile @Nullable Attributes attributes;

	private boolean handled;

	// guarded by this
	private @Nullable List<Runnable> onDrain;

	InboundCall(InFlightCalls all, String method, Metadata headers) {
		this.all = all;
		this.method = method;
		this.headers = headers;
	}

	@Override
	public Context filterContext(Context root) {
		Context base = root.withValue(KEY, this);
		Deadline deadline = (this.headers != null) ? TimeoutHeader.deadline(this.headers) : null;
		this.headers = null;
		CancellableContext own = (deadline != null) ? base.withDeadline(deadline, this.all.timer())
				: base.withCancellation();
		this.context = own;
		return own;
	}

	@Override
	public void serverCallStarted(ServerCallInfo<?, ?> info) {
		this.attributes = info.getAttributes();
	}

	/**
	 * Gives the context to the handler's stage, which has to cancel it at the end.
	 * @return the context of the call
	 */
	CancellableContext handle() {
		this.handled = true;
		if (this.context == null) {
			throw new IllegalStateException("the transport has made no context for " + this.method);
		}
		return this.context;
	}

	/**
	 * The context that a handler sees on a thread of its own. Before gRPC 1.83, the
	 * server is in the transport's context alone, and the reflection service asks for it
	 * there.
	 * @param own the context of the call
	 * @return the context to attach, which ends with that of the call
	 */
	static Context forThread(CancellableContext own) {
		if (InternalServer.SERVER_CONTEXT_KEY.get(own) != null) {
			return own;
		}
		return own.withValue(InternalServer.SERVER_CONTEXT_KEY, InternalServer.SERVER_CONTEXT_KEY.get());
	}

	@Override
	public void streamClosed(Status status) {
		this.all.remove(this);
		if (!this.handled && this.context != null) {
			this.context.cancel(null);
		}
	}

	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.begin);
	}

	@Override
	public String method() {
		return this.method;
	}

	@Override
	public @Nullable SocketAddress peer() {
		Attributes known = this.attributes;
		return (known != null) ? known.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) : null;
	}

	@Override
	public void onDrain(Runnable action) {
		synchronized (this) {
			if (!this.all.isDraining()) {
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

}
