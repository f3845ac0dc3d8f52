package dev.grpcstarter.server.context;

import dev.grpcstarter.call.AttachedContext;
import dev.grpcstarter.server.execution.BuiltInListener;
import io.grpc.Context;
import io.grpc.ServerCall;

/**
 * Hears of a call with the entries of that call in the log's MDC, on whichever thread.
 *
 * @param <Q> the type of the request
 */
final class LoggedListener<Q> extends ServerCall.Listener<Q> implements BuiltInListener {

	private final ServerCall.Listener<Q> listener;

	private final Context context;

	LoggedListener(ServerCall.Listener<Q> listener, Context context) {
		this.listener = listener;
		this.context = context;
	}

	@Override
	public ServerCall.Listener<?> inner() {
		return this.listener;
	}

	@Override
	public void onMessage(Q message) {
		AttachedContext attached = AttachedContext.of(this.context);
		try {
			this.listener.onMessage(message);
		}
		finally {
			attached.close();
		}
	}

	@Override
	public void onHalfClose() {
		AttachedContext attached = AttachedContext.of(this.context);
		try {
			this.listener.onHalfClose();
		}
		finally {
			attached.close();
		}
	}

	@Override
	public void onReady() {
		AttachedContext attached = AttachedContext.of(this.context);
		try {
			this.listener.onReady();
		}
		finally {
			attached.close();
		}
	}

	@Override
	public void onCancel() {
		AttachedContext attached = AttachedContext.of(this.context);
		try {
			this.listener.onCancel();
		}
		finally {
			attached.close();
		}
	}

	@Override
	public void onComplete() {
		AttachedContext attached = AttachedContext.of(this.context);
		try {
			this.listener.onComplete();
		}
		finally {
			attached.close();
		}
	}

}
