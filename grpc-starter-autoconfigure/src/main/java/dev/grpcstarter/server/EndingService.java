package dev.grpcstarter.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;

/**
 * A built-in service whose streams end when the server stops, where the service itself
 * would let them go on until their callers have enough. A caller sees UNAVAILABLE and can
 * call another server.
 */
public final class EndingService implements BuiltInService {

	private final BindableService service;

	private final Set<EndableCall<?, ?>> calls = ConcurrentHashMap.newKeySet();

	private volatile boolean stopping;

	/**
	 * Ends the streams of a service.
	 * @param service the service
	 */
	public EndingService(BindableService service) {
		this.service = service;
	}

	@Override
	public BindableService service() {
		return () -> ServerInterceptors.interceptForward(this.service.bindService(), new Ending());
	}

	@Override
	public void started(Set<String> services) {
		this.stopping = false;
	}

	@Override
	public void stopping() {
		this.stopping = true;
		this.calls.forEach(EndableCall::end);
	}

	private final class Ending implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			EndableCall<Q, R> endable = new EndableCall<>(call);
			ServerCall.Listener<Q> listener = next.startCall(endable, headers);
			EndingService.this.calls.add(endable);
			if (EndingService.this.stopping) {
				endable.end();
			}
			return new EndableListener<>(listener, endable);
		}

	}

	private final class EndableListener<Q> extends SimpleForwardingServerCallListener<Q> {

		private final EndableCall<Q, ?> call;

		EndableListener(ServerCall.Listener<Q> listener, EndableCall<Q, ?> call) {
			super(listener);
			this.call = call;
		}

		@Override
		public void onMessage(Q message) {
			if (!this.call.isEnded()) {
				super.onMessage(message);
			}
		}

		@Override
		public void onHalfClose() {
			if (!this.call.isEnded()) {
				super.onHalfClose();
			}
		}

		@Override
		public void onCancel() {
			EndingService.this.calls.remove(this.call);
			super.onCancel();
		}

		@Override
		public void onComplete() {
			EndingService.this.calls.remove(this.call);
			super.onComplete();
		}

	}

	/**
	 * The end may come while the handler answers on another thread.
	 */
	private static final class EndableCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private boolean ended;

		EndableCall(ServerCall<Q, R> call) {
			super(call);
		}

		synchronized void end() {
			if (!this.ended) {
				close(Status.UNAVAILABLE.withDescription("the server is shutting down"), new Metadata());
			}
		}

		synchronized boolean isEnded() {
			return this.ended;
		}

		@Override
		public synchronized void sendHeaders(Metadata headers) {
			if (!this.ended) {
				super.sendHeaders(headers);
			}
		}

		@Override
		public synchronized void sendMessage(R message) {
			if (!this.ended) {
				super.sendMessage(message);
			}
		}

		@Override
		public synchronized void close(Status status, Metadata trailers) {
			if (!this.ended) {
				this.ended = true;
				super.close(status, trailers);
			}
		}

	}

}
