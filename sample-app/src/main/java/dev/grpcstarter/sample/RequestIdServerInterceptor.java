package dev.grpcstarter.sample;

import dev.grpcstarter.server.GlobalServerInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

import org.springframework.stereotype.Component;

/**
 * Gives every call a request id, the caller's own where it sends one, and sends it back.
 */
@Component
@GlobalServerInterceptor
class RequestIdServerInterceptor implements ServerInterceptor {

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		String id = RequestId.of(headers);
		Context context = Context.current().withValue(RequestId.CONTEXT_KEY, id);
		return Contexts.interceptCall(context, new EchoingCall<>(call, id), headers, next);
	}

	/**
	 * Sends the id in the headers or, where a call fails before there are any, in the
	 * trailers.
	 */
	private static final class EchoingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private final String id;

		private boolean sent;

		private EchoingCall(ServerCall<Q, R> call, String id) {
			super(call);
			this.id = id;
		}

		@Override
		public void sendHeaders(Metadata headers) {
			headers.put(RequestId.HEADER, this.id);
			this.sent = true;
			super.sendHeaders(headers);
		}

		@Override
		public void close(Status status, Metadata trailers) {
			if (!this.sent) {
				trailers.put(RequestId.HEADER, this.id);
			}
			super.close(status, trailers);
		}

	}

}
