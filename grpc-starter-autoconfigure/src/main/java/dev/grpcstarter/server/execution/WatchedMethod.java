package dev.grpcstarter.server.execution;

import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/**
 * A direct method, while blocking is looked out for.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 * @param method the full name of the method
 * @param handler its handler
 * @param watch what looks out
 */
record WatchedMethod<Q, R>(String method, ServerCallHandler<Q, R> handler,
		BlockingWatch watch) implements ServerCallHandler<Q, R> {

	@Override
	public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
		BlockingWatch.Mark mark = this.watch.mark();
		String outer = mark.enter(this.method);
		try {
			return new Listener<>(this, this.handler.startCall(call, headers));
		}
		finally {
			mark.leave(outer);
		}
	}

	private void run(Runnable callback) {
		BlockingWatch.Mark mark = this.watch.mark();
		String outer = mark.enter(this.method);
		try {
			callback.run();
		}
		finally {
			mark.leave(outer);
		}
	}

	private static final class Listener<Q> extends ForwardingServerCallListener<Q> {

		private final WatchedMethod<Q, ?> watched;

		private final ServerCall.Listener<Q> handler;

		Listener(WatchedMethod<Q, ?> watched, ServerCall.Listener<Q> handler) {
			this.watched = watched;
			this.handler = handler;
		}

		@Override
		protected ServerCall.Listener<Q> delegate() {
			return this.handler;
		}

		@Override
		public void onMessage(Q message) {
			this.watched.run(() -> this.handler.onMessage(message));
		}

		@Override
		public void onHalfClose() {
			this.watched.run(this.handler::onHalfClose);
		}

		@Override
		public void onReady() {
			this.watched.run(this.handler::onReady);
		}

		@Override
		public void onComplete() {
			this.watched.run(this.handler::onComplete);
		}

		@Override
		public void onCancel() {
			this.watched.run(this.handler::onCancel);
		}

	}

}
