package dev.grpcstarter.sample;

import dev.grpcstarter.client.GlobalClientInterceptor;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

import org.springframework.stereotype.Component;

/**
 * Carries the request id of the call in progress on to the calls that it makes.
 */
@Component
@GlobalClientInterceptor
class RequestIdClientInterceptor implements ClientInterceptor {

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		String id = RequestId.CONTEXT_KEY.get();
		ClientCall<Q, R> call = next.newCall(method, options);
		return (id != null) ? new CarryingCall<>(call, id) : call;
	}

	/**
	 * Adds the id to the headers.
	 */
	private static final class CarryingCall<Q, R> extends SimpleForwardingClientCall<Q, R> {

		private final String id;

		private CarryingCall(ClientCall<Q, R> call, String id) {
			super(call);
			this.id = id;
		}

		@Override
		public void start(Listener<R> listener, Metadata headers) {
			headers.put(RequestId.HEADER, this.id);
			super.start(listener, headers);
		}

	}

}
