package dev.grpcstarter.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/**
 * Sends a channel's own metadata with each call.
 */
final class StaticMetadataInterceptor implements ClientInterceptor {

	private final StaticMetadata metadata;

	StaticMetadataInterceptor(StaticMetadata metadata) {
		this.metadata = metadata;
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		return new SimpleForwardingClientCall<>(next.newCall(method, options)) {

			@Override
			public void start(Listener<R> listener, Metadata headers) {
				StaticMetadataInterceptor.this.metadata.addTo(headers);
				super.start(listener, headers);
			}

		};
	}

}
