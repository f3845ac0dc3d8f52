package dev.grpcstarter.client;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call over a pool. It takes a place at a member when it starts, and gives it back when
 * it ends, in whatever way that is: a call that is made and never started takes none.
 */
final class PooledCall<Q, R> extends ClientCall<Q, R> {

	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<PooledCall, PooledChannel> PLACE = AtomicReferenceFieldUpdater
		.newUpdater(PooledCall.class, PooledChannel.class, "place");

	private final ChannelPool pool;

	private final MethodDescriptor<Q, R> method;

	private final CallOptions options;

	private volatile @Nullable PooledChannel place;

	private volatile @Nullable ClientCall<Q, R> started;

	private boolean cancelled;

	PooledCall(ChannelPool pool, MethodDescriptor<Q, R> method, CallOptions options) {
		this.pool = pool;
		this.method = method;
		this.options = options;
	}

	@Override
	public void start(Listener<R> listener, Metadata headers) {
		if (this.started != null || this.cancelled) {
			throw new IllegalStateException((this.cancelled) ? "call was cancelled" : "Already started");
		}
		PooledChannel member = this.pool.pick();
		member.take();
		this.place = member;
		try {
			ClientCall<Q, R> call = member.channel().newCall(this.method, this.options);
			this.started = call;
			call.start(new ReleasingListener(listener), headers);
		}
		catch (RuntimeException | Error ex) {
			release();
			throw ex;
		}
	}

	private void release() {
		PooledChannel member = PLACE.getAndSet(this, null);
		if (member != null) {
			member.release();
		}
	}

	@Override
	public void cancel(@Nullable String message, @Nullable Throwable cause) {
		this.cancelled = true;
		ClientCall<Q, R> call = this.started;
		if (call != null) {
			try {
				call.cancel(message, cause);
			}
			finally {
				release();
			}
		}
	}

	private ClientCall<Q, R> started() {
		ClientCall<Q, R> call = this.started;
		if (call == null) {
			throw new IllegalStateException("Not started");
		}
		return call;
	}

	@Override
	public void request(int messages) {
		started().request(messages);
	}

	@Override
	public void halfClose() {
		started().halfClose();
	}

	@Override
	public void sendMessage(Q message) {
		started().sendMessage(message);
	}

	@Override
	public boolean isReady() {
		ClientCall<Q, R> call = this.started;
		return call != null && call.isReady();
	}

	@Override
	public void setMessageCompression(boolean enabled) {
		started().setMessageCompression(enabled);
	}

	@Override
	public Attributes getAttributes() {
		ClientCall<Q, R> call = this.started;
		return (call != null) ? call.getAttributes() : Attributes.EMPTY;
	}

	@Override
	public String toString() {
		return "%s over %s".formatted(this.method.getFullMethodName(), this.pool);
	}

	/**
	 * Gives the place back before the end is told, so that a call that is made on it can
	 * have it.
	 */
	private final class ReleasingListener extends ForwardingClientCallListener.SimpleForwardingClientCallListener<R> {

		ReleasingListener(Listener<R> listener) {
			super(listener);
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			release();
			super.onClose(status, trailers);
		}

	}

}
