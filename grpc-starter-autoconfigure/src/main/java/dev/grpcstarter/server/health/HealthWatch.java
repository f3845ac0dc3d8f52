package dev.grpcstarter.server.health;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * One caller's watch over one service. It keeps nothing to be sent: when it may send, it
 * looks what the status is, so that a caller who reads slowly gets the last status and
 * not all of them.
 */
final class HealthWatch {

	private final String service;

	private final Supplier<HealthState> state;

	private final ServerCallStreamObserver<HealthCheckResponse> caller;

	// looks that were asked for and are not finished
	private final AtomicInteger looks = new AtomicInteger();

	private @Nullable ServingStatus told;

	private boolean ended;

	HealthWatch(String service, Supplier<HealthState> state, ServerCallStreamObserver<HealthCheckResponse> caller) {
		this.service = service;
		this.state = state;
		this.caller = caller;
	}

	/**
	 * Tells the caller what it does not know yet. Any thread may ask for it: one at a
	 * time speaks to the caller, without a lock, and looks again for those that asked
	 * meanwhile.
	 */
	void update() {
		if (this.looks.getAndIncrement() == 0) {
			int asked = 1;
			while (asked != 0) {
				look();
				asked = this.looks.addAndGet(-asked);
			}
		}
	}

	private void look() {
		if (this.ended) {
			return;
		}
		HealthState state = this.state.get();
		ServingStatus status = state.of(this.service);
		// the last word is sent to a slow caller too
		if (status != this.told && (state.ending() || this.caller.isReady())) {
			this.told = status;
			this.caller.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
		}
		if (state.ending()) {
			this.ended = true;
			this.caller.onError(Status.UNAVAILABLE.withDescription("the server is shutting down").asRuntimeException());
		}
	}

}
