package dev.grpcstarter.server.health;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

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
 * of its services. A service is SERVING while the server runs, the application accepts
 * traffic, and the service is not held back by its health group. Unlike gRPC's own
 * implementation it tells watches NOT_SERVING before the server stops, and ends them when
 * it does, so that they do not hold up the shutdown.
 * <p>
 * Thread-safe. A change is told to all watches on the thread that makes it.
 */
public final class HealthService implements BuiltInService {

	/**
	 * The name that stands for the server as a whole.
	 */
	public static final String SERVER = "";

	private final Set<HealthWatch> watches = ConcurrentHashMap.newKeySet();

	private volatile HealthState state;

	/**
	 * The health of a server that has not started.
	 * @param accepting whether the application accepts traffic already
	 * @param heldBack the services that are not SERVING before {@link #letServe} says so;
	 * the empty name stands for the server as a whole
	 */
	public HealthService(boolean accepting, Set<String> heldBack) {
		this.state = new HealthState(null, false, false, accepting, heldBack);
	}

	@Override
	public BindableService service() {
		return new Endpoint();
	}

	@Override
	public void started(Set<String> services) {
		change((state) -> state.started(services));
	}

	@Override
	public void draining() {
		change(HealthState::draining);
	}

	@Override
	public void stopping() {
		change(HealthState::stopping);
	}

	/**
	 * Follows the readiness of the application.
	 * @param accepting whether it accepts traffic
	 */
	public void accepting(boolean accepting) {
		change((state) -> state.accepting(accepting));
	}

	/**
	 * Lets services be NOT_SERVING, whatever else holds.
	 * @param services names of services; the empty name stands for the server as a whole
	 */
	public void holdBack(Set<String> services) {
		change((state) -> state.holdBack(services));
	}

	/**
	 * Ends what {@link #holdBack} began.
	 * @param services names of services; the empty name stands for the server as a whole
	 */
	public void letServe(Set<String> services) {
		change((state) -> state.letServe(services));
	}

	private void change(UnaryOperator<HealthState> change) {
		synchronized (this) {
			this.state = change.apply(this.state);
		}
		this.watches.forEach(this::update);
	}

	private void update(HealthWatch watch) {
		watch.update();
		if (watch.ended()) {
			this.watches.remove(watch);
		}
	}

	private void watch(String service, ServerCallStreamObserver<HealthCheckResponse> caller) {
		HealthWatch watch = new HealthWatch(service, () -> this.state, caller);
		caller.setOnCancelHandler(() -> this.watches.remove(watch));
		caller.setOnReadyHandler(() -> update(watch));
		// first, so that it misses no change after its own look
		this.watches.add(watch);
		update(watch);
	}

	private void check(String service, StreamObserver<HealthCheckResponse> caller) {
		ServingStatus status = this.state.of(service);
		if (status == ServingStatus.SERVICE_UNKNOWN) {
			caller.onError(Status.NOT_FOUND.withDescription("unknown service " + service).asRuntimeException());
			return;
		}
		caller.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
		caller.onCompleted();
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
