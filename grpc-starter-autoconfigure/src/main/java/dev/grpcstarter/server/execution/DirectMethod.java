package dev.grpcstarter.server.execution;

import dev.grpcstarter.call.GrpcCall;
import io.grpc.Context.CancellableContext;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;

/**
 * A method whose handler runs on the event loop.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 * @param handler the handler with all interceptors around it
 */
record DirectMethod<Q, R>(ServerCallHandler<Q, R> handler) implements ServerCallHandler<Q, R> {

	@Override
	public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
		CancellableContext context = ((InboundCall) GrpcCall.current()).handle();
		try {
			return new EndOfCall<>(this.handler.startCall(call, headers), context);
		}
		catch (RuntimeException | Error ex) {
			context.cancel(ex);
			throw ex;
		}
	}

	/**
	 * Ends the context when the handler has been told everything.
	 */
	private static final class EndOfCall<Q> extends SimpleForwardingServerCallListener<Q> {

		private final CancellableContext context;

		EndOfCall(ServerCall.Listener<Q> handler, CancellableContext context) {
			super(handler);
			this.context = context;
		}

		@Override
		public void onComplete() {
			try {
				super.onComplete();
			}
			finally {
				this.context.cancel(null);
			}
		}

		@Override
		public void onCancel() {
			try {
				super.onCancel();
			}
			finally {
				this.context.cancel(null);
			}
		}

	}

}
