package dev.grpcstarter.server.execution;

import dev.grpcstarter.server.execution.RequestMarshaller.Received;
import io.grpc.Context;
import io.grpc.ServerCall;

/**
 * Hands the events of one call to its handler at once, on the event loop.
 *
 * @param <Q> the type of the request
 */
final class DirectCall<Q> extends ServerCall.Listener<Received<Q>> {

	private final HandlerEvents<Q, ?> handler;

	private final Context context;

	/**
	 * A call.
	 * @param handler its handler
	 * @param context the context of the handler
	 */
	DirectCall(HandlerEvents<Q, ?> handler, Context context) {
		this.handler = handler;
		this.context = context;
	}

	void begin() {
		if (!this.handler.hasExpired()) {
			Context previous = enter();
			try {
				this.handler.begin();
			}
			finally {
				leave(previous);
			}
		}
	}

	@Override
	public void onMessage(Received<Q> message) {
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

	private void handle(Object event) {
		Context previous = enter();
		try {
			this.handler.handle(event);
		}
		finally {
			leave(previous);
		}
	}

	private Context enter() {
		this.handler.runsOn(Thread.currentThread());
		return this.context.attach();
	}

	private void leave(Context previous) {
		this.context.detach(previous);
		this.handler.runsOn(null);
	}

}
