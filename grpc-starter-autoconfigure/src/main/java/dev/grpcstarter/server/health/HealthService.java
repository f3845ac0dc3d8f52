package dev.grpcstarter.server.health;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.grpcstarter.server.BuiltInService;
import dev.grpcstarter.server.execution.Execution;
import dev.grpcstarter.server.execution.GrpcExecution;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * {@code grpc.health.v1.Health} for the server as a whole (the empty name) and for each
 * of its services. Unlike gRPC's own implementation it ends its watches when the server
 * stops, after it has told them NOT_SERVING, so that they do not hold up the shutdown.
 * Thread-safe.
 */
public final class HealthService implements BuiltInService {

	/**
	 * The name that stands for the server as a whole.
	 */
	public static final String SERVER = "";

	private final Map<String, ServingStatus> statuses = new HashMap<>(Map.of(SERVER, ServingStatus.NOT_SERVING));

	private final Map<String, Set<StreamObserver<HealthCheckResponse>>> watches = new HashMap<>();

	private boolean stopping;

	@Override
	public BindableService service() {
		return new Endpoint();
	}

	@Override
	public synchronized void started(Set<String> services) {
		this.stopping = false;
		set(SERVER, ServingStatus.SERVING);
		services.forEach((service) -> set(service, ServingStatus.SERVING));
	}

	@Override
	public synchronized void draining() {
		Set.copyOf(this.statuses.keySet()).forEach((service) -> set(service, ServingStatus.NOT_SERVING));
	}

	@Override
	public synchronized void stopping() {
		this.stopping = true;
		this.watches.values().forEach((watches) -> watches.forEach(HealthService::end));
		this.watches.clear();
	}

	private void set(String service, ServingStatus status) {
		if (this.statuses.put(service, status) != status) {
			HealthCheckResponse response = response(status);
			this.watches.getOrDefault(service, Set.of()).forEach((watch) -> watch.onNext(response));
		}
	}

	private synchronized void watch(String service, ServerCallStreamObserver<HealthCheckResponse> watch) {
		watch.setOnCancelHandler(() -> unwatch(service, watch));
		watch.onNext(response(this.statuses.getOrDefault(service, ServingStatus.SERVICE_UNKNOWN)));
		if (this.stopping) {
			end(watch);
		}
		else {
			this.watches.computeIfAbsent(service, (name) -> new HashSet<>()).add(watch);
		}
	}

	private static void end(StreamObserver<HealthCheckResponse> watch) {
		watch.onError(Status.UNAVAILABLE.withDescription("the server is shutting down").asRuntimeException());
	}

	private synchronized void unwatch(String service, StreamObserver<HealthCheckResponse> watch) {
		Set<StreamObserver<HealthCheckResponse>> watches = this.watches.get(service);
		if (watches != null && watches.remove(watch) && watches.isEmpty()) {
			this.watches.remove(service);
		}
	}

	private synchronized void check(String service, StreamObserver<HealthCheckResponse> caller) {
		ServingStatus status = this.statuses.get(service);
		if (status == null) {
			caller.onError(Status.NOT_FOUND.withDescription("unknown service " + service).asRuntimeException());
			return;
		}
		caller.onNext(response(status));
		caller.onCompleted();
	}

	private static HealthCheckResponse response(ServingStatus status) {
		return HealthCheckResponse.newBuilder().setStatus(status).build();
	}

	// probes have to be answered when every other thread is busy
	@GrpcExecution(Execution.DIRECT)
	private final class Endpoint extends HealthGrpc.HealthImplBase {

		@Override
		public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> caller) {
			HealthService.this.check(request.getService(), caller);
		}

		@Override
		public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> caller) {
			HealthService.this.watch(request.getService(), (ServerCallStreamObserver<HealthCheckResponse>) caller);
		}

	}

}
