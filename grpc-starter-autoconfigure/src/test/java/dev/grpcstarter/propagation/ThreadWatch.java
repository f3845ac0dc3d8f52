package dev.grpcstarter.propagation;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.grpcstarter.client.ChannelBuilderCustomizer;
import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.propagation.Propagating.Seen;
import dev.grpcstarter.server.ListenAddress;
import dev.grpcstarter.server.ServerBuilderCustomizer;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/**
 * What gRPC's own threads see: the event loops of both sides, and those of callbacks.
 */
class ThreadWatch implements ServerBuilderCustomizer, ChannelBuilderCustomizer {

	final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

	boolean hasSeen(String thread) {
		return this.seen.stream().anyMatch((seen) -> seen.thread().getName().startsWith(thread));
	}

	private void look() {
		this.seen.add(Seen.now());
	}

	@Override
	public void customize(ListenAddress address, ServerBuilder<?> builder) {
		builder.addStreamTracerFactory(new ServerStreamTracer.Factory() {

			@Override
			public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
				look();
				return new ServerStreamTracer() {

					@Override
					public void streamClosed(Status status) {
						look();
					}

				};
			}

		});
	}

	@Override
	public void customize(ChannelDefinition channel, ManagedChannelBuilder<?> builder) {
		builder.intercept(new ClientInterceptor() {

			@Override
			public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options,
					Channel next) {
				return new Watched<>(next.newCall(method, options.withStreamTracerFactory(tracers())));
			}

		});
	}

	private ClientStreamTracer.Factory tracers() {
		return new ClientStreamTracer.Factory() {

			@Override
			public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
				return new ClientStreamTracer() {

					@Override
					public void inboundTrailers(Metadata trailers) {
						look();
					}

				};
			}

		};
	}

	private final class Watched<Q, R> extends SimpleForwardingClientCall<Q, R> {

		Watched(ClientCall<Q, R> call) {
			super(call);
		}

		@Override
		public void start(Listener<R> listener, Metadata headers) {
			super.start(new SimpleForwardingClientCallListener<>(listener) {

				@Override
				public void onClose(Status status, Metadata trailers) {
					look();
					super.onClose(status, trailers);
				}

			}, headers);
		}

	}

}
