package dev.grpcstarter.observation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.grpcstarter.client.ClientTelemetry.CallWatcher;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts and times the calls over one channel. Methods of stubs are known before they are
 * called; those of calls that are made without a stub are added when they first appear,
 * unless they are not generated, which makes them {@code other} (gRFC A66).
 */
final class ChannelMetrics implements CallWatcher {

	private static final String OTHER = "other";

	private final MeterRegistry registry;

	private final String target;

	private final Map<String, ClientMethodMeters> byMethod = new ConcurrentHashMap<>();

	ChannelMetrics(MeterRegistry registry, String target) {
		this.registry = registry;
		this.target = target;
	}

	@Override
	public void expect(ServiceDescriptor service) {
		service.getMethods().forEach(this::meters);
	}

	private ClientMethodMeters meters(MethodDescriptor<?, ?> method) {
		String name = (method.isSampledToLocalTracing()) ? method.getFullMethodName() : OTHER;
		ClientMethodMeters meters = this.byMethod.get(name);
		return (meters != null) ? meters : this.byMethod.computeIfAbsent(name,
				(absent) -> new ClientMethodMeters(this.registry, this.target, absent));
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		ClientMethodMeters meters = meters(method);
		return new TimedCall<>(next.newCall(method, options.withStreamTracerFactory(meters)), meters);
	}

	private static final class TimedCall<Q, R> extends SimpleForwardingClientCall<Q, R> {

		private final ClientMethodMeters meters;

		TimedCall(ClientCall<Q, R> call, ClientMethodMeters meters) {
			super(call);
			this.meters = meters;
		}

		@Override
		public void start(Listener<R> listener, Metadata headers) {
			super.start(new TimedListener<>(listener, this.meters), headers);
		}

	}

	private static final class TimedListener<R> extends SimpleForwardingClientCallListener<R> {

		private final ClientMethodMeters meters;

		private final long begin = System.nanoTime();

		TimedListener(ClientCall.Listener<R> listener, ClientMethodMeters meters) {
			super(listener);
			this.meters = meters;
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			this.meters.callEnded(System.nanoTime() - this.begin, status);
			super.onClose(status, trailers);
		}

	}

}
