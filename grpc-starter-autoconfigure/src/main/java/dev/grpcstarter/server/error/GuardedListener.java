package dev.grpcstarter.server.error;

import dev.grpcstarter.server.execution.BuiltInListener;
import io.grpc.ServerCall;

/**
 * Hears of a call, and tells the call when that goes wrong. A call that has failed hears
 * of its end, and of nothing else.
 *
 * @param <Q> the type of the request
 */
final class GuardedListener<Q> extends ServerCall.Listener<Q> implements BuiltInListener {

	private final ServerCall.Listener<Q> listener;

	private final GuardedCall<Q, ?> call;

	GuardedListener(ServerCall.Listener<Q> listener, GuardedCall<Q, ?> call) {
		this.listener = listener;
		this.call = call;
	}

	@Override
	public ServerCall.Listener<?> inner() {
		return this.listener;
	}

	@Override
	public void onMessage(Q message) {
		if (!this.call.hasFailed()) {
			try {
				this.listener.onMessage(message);
			}
			catch (Throwable ex) {
				this.call.fail(ex);
			}
		}
	}

	@Override
	public void onHalfClose() {
		if (!this.call.hasFailed()) {
			try {
				this.listener.onHalfClose();
			}
			catch (Throwable ex) {
				this.call.fail(ex);
			}
		}
	}

	@Override
	public void onReady() {
		if (!this.call.hasFailed()) {
			try {
				this.listener.onReady();
			}
			catch (Throwable ex) {
				this.call.fail(ex);
			}
		}
	}

	@Override
	public void onCancel() {
		try {
			this.listener.onCancel();
		}
		catch (Throwable ex) {
			this.call.failAtEnd(ex);
		}
	}

	@Override
	public void onComplete() {
		try {
			this.listener.onComplete();
		}
		catch (Throwable ex) {
			this.call.failAtEnd(ex);
		}
	}

}
