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
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call, from its first byte until the transport has forgotten it. It is a tracer,
 * because a tracer is told of every call, and its {@link Context} begins there.
 */
final class InboundCall extends ServerStreamTracer implements GrpcCall {

	private final InFlightCalls all;

	private final String method;

	private final Metadata metadata;

	private final long begin = System.nanoTime();

	private volatile @Nullable Attributes attributes;

	// guarded by this
	private @Nullable List<Runnable> onDrain;

	InboundCall(InFlightCalls all, String method, Metadata metadata) {
		this.all = all;
		this.method = method;
		this.metadata = metadata;
	}

	@Override
	public Context filterContext(Context root) {
		return root.withValue(KEY, this);
	}

	@Override
	public void serverCallStarted(ServerCallInfo<?, ?> info) {
		this.attributes = info.getAttributes();
	}

	/**
	 * A context for a handler that runs on a thread of its own. gRPC cancels its own
	 * context of the call as soon as everything is sent, also when the handler has
	 * answered and is still at work. This one has the same values and the same deadline,
	 * and lives until it is cancelled by who has asked for it.
	 * @return a new context
	 */
	CancellableContext newHandlerContext() {
		Context transport = Context.current();
		Deadline deadline = transport.getDeadline();
		return (deadline != null) ? transport.fork().withDeadline(deadline, this.all.timer())
				: transport.fork().withCancellation();
	}

	@Override
	public void streamClosed(Status status) {
		this.all.remove(this);
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
