package dev.grpcstarter.server.execution;

import io.grpc.Context;
import io.grpc.ServerCall;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of one call to its handler at once, on the event loop.
 */
final class DirectCall extends ServerCall.Listener<Object> {

	private final HandlerEvents<?, ?> handler;

	private final Context context;

	private final @Nullable BlockingWatch watch;

	/**
	 * A call.
	 * @param handler its handler
	 * @param context the context of the handler
	 * @param watch what looks out for handlers that block, or {@code null} for nothing
	 */
	DirectCall(HandlerEvents<?, ?> handler, Context context, @Nullable BlockingWatch watch) {
		this.handler = handler;
		this.context = context;
		this.watch = watch;
	}

	void begin() {
		if (!this.handler.hasExpired()) {
			handle(null);
		}
	}

	@Override
	public void onMessage(Object message) {
		handle(message);
	}

	@Override
	public void onHalfClose() {
		handle(Signal.HALF_CLOSE);
	}

	@Override
	public void onReady() {
		handle(Signal.READY);
	}

	@Override
	public void onComplete() {
		handle(Signal.COMPLETE);
		this.handler.end();
	}

	@Override
	public void onCancel() {
		InboundCall inbound = InboundCall.find();
		if (inbound != null) {
			inbound.cancelled();
		}
		handle(Signal.CANCEL);
		this.handler.end();
	}

	// a handler may call on, over a transport within this process, to another direct one
	private void handle(@Nullable Object event) {
		BlockingWatch.Mark mark = (this.watch != null) ? this.watch.mark() : null;
		String outer = (mark != null) ? mark.enter(this.handler.methodName()) : null;
		Context previous = this.context.attach();
		this.handler.runsOn(Thread.currentThread());
		try {
			if (event != null) {
				this.handler.handle(event);
			}
			else {
				this.handler.begin();
			}
		}
		finally {
			this.handler.runsOn(null);
			this.context.detach(previous);
			if (mark != null) {
				mark.leave(outer);
			}
		}
	}

}
