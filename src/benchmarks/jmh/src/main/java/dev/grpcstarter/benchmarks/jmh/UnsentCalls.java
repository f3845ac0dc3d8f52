package dev.grpcstarter.benchmarks.jmh;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.ClientStreamTracer.StreamInfo;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A channel that sends nothing. Each call ends as soon as it is started, with OK, and its
 * tracers are told what those of a unary call are told.
 */
final class UnsentCalls extends Channel {

	/**
	 * The size of each message, in bytes.
	 */
	static final long WIRE_SIZE = 100;

	private static final StreamInfo ATTEMPT = StreamInfo.newBuilder().build();

	@Override
	public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
		return new UnsentCall<>(options);
	}

	@Override
	public String authority() {
		return "nobody";
	}

	private static final class UnsentCall<Q, R> extends ClientCall<Q, R> {

		private final CallOptions options;

		UnsentCall(CallOptions options) {
			this.options = options;
		}

		@Override
		public void start(Listener<R> listener, Metadata headers) {
			for (ClientStreamTracer.Factory factory : this.options.getStreamTracerFactories()) {
				ClientStreamTracer tracer = factory.newClientStreamTracer(ATTEMPT, headers);
				tracer.outboundWireSize(WIRE_SIZE);
				tracer.inboundWireSize(WIRE_SIZE);
				tracer.streamClosed(Status.OK);
			}
			listener.onClose(Status.OK, headers);
		}

		@Override
		public void request(int messages) {
			// there are none
		}

		@Override
		public void cancel(@Nullable String message, @Nullable Throwable cause) {
			// it has ended
		}

		@Override
		public void halfClose() {
			// it has ended
		}

		@Override
		public void sendMessage(Q message) {
			// goes nowhere
		}

	}

}
