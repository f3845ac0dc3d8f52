package dev.grpcstarter.testing;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/**
 * Asks a server for a deadline that this side does not look after, so that the clock of
 * the server is always the first.
 *
 * @param timeout the time as the protocol has it, such as {@code 300m}
 */
public record TimeoutHeader(String timeout) implements ClientInterceptor {

	private static final Metadata.Key<String> KEY = Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		return new SimpleForwardingClientCall<>(next.newCall(method, options)) {

			@Override
			public void start(Listener<R> listener, Metadata headers) {
				headers.put(KEY, TimeoutHeader.this.timeout);
				super.start(listener, headers);
			}

		};
	}

}
