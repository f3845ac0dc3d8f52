package dev.grpcstarter.observation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.server.ServerStage;
import dev.grpcstarter.server.ServerTelemetry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Metrics of calls to the server (gRFC A66), from the stream tracers of the transport.
 * The status is the one with which the stream ended, whatever interceptors did before,
 * and a call counts that no interceptor ever sees. One that its caller has given up,
 * because the deadline expired there first, is CANCELLED here. Calls to methods that do
 * not exist are counted under {@code other}, so that callers cannot make time series.
 */
public final class ServerCallMetrics implements ServerTelemetry, ServerStage {

	private static final String OTHER = "other";

	private final MeterRegistry registry;

	/**
	 * Metrics in a registry.
	 * @param registry where the meters are
	 */
	public ServerCallMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public Stage stage() {
		return Stage.METRICS;
	}

	@Override
	public <Q, R> ServerCallHandler<Q, R> around(MethodDescriptor<Q, R> method, MethodPolicy policy,
			ServerCallHandler<Q, R> next) {
		// the tracer has seen the call before
		return next;
	}

	@Override
	public ServerStreamTracer.Factory tracerFactory(List<ServerServiceDefinition> services) {
		Map<String, ServerMethodMeters> byMethod = new HashMap<>();
		services.stream()
			.flatMap((service) -> service.getMethods().stream())
			.map((method) -> method.getMethodDescriptor().getFullMethodName())
			.forEach((name) -> byMethod.put(name, new ServerMethodMeters(this.registry, name)));
		ServerMethodMeters other = new ServerMethodMeters(this.registry, OTHER);
		return new ServerStreamTracer.Factory() {

			@Override
			public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
				return byMethod.getOrDefault(fullMethodName, other).begin();
			}

		};
	}

}
