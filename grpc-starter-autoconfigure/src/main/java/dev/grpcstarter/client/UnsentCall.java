package dev.grpcstarter.client;

import java.util.concurrent.Executor;

import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call that ends as soon as it is started, and of which no channel ever hears. What is
 * sent over it is dropped.
 */
final class UnsentCall<Q, R> extends ClientCall<Q, R> {

	private final Status status;

	private final Context context;

	private final Executor executor;

	/**
	 * A call.
	 * @param status how it ends
	 * @param context what its listener runs in
	 * @param executor what its listener runs on
	 */
	UnsentCall(Status status, Context context, Executor executor) {
		this.status = status;
		this.context = context;
		this.executor = executor;
	}

	@Override
	public void start(Listener<R> listener, Metadata headers) {
		this.executor.execute(this.context.wrap(() -> listener.onClose(this.status, new Metadata())));
	}

	@Override
	public void request(int messages) {
	}

	@Override
	public void cancel(@Nullable String message, @Nullable Throwable cause) {
	}

	@Override
	public void halfClose() {
	}

	@Override
	public void sendMessage(Q message) {
	}

	@Override
	public boolean isReady() {
		return false;
	}

}
