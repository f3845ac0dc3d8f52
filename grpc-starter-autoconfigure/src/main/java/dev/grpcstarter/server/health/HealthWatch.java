package dev.grpcstarter.server.health;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.stub.ServerCallStreamObserver;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One caller's watch over one service. It keeps nothing to be sent: when it may send, it
 * looks what the status is, so that a caller who reads slowly gets the last status and
 * not all of them.
 */
final class HealthWatch {

	private static final Log logger = LogFactory.getLog(HealthWatch.class);

	private final String service;

	private final Supplier<HealthState> state;

	private final ServerCallStreamObserver<HealthCheckResponse> caller;

	// looks that were asked for and are not finished
	private final AtomicInteger looks = new AtomicInteger();

	private @Nullable ServingStatus told;

	private volatile boolean ended;

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

	/**
	 * Whether the caller is told nothing more.
	 * @return {@code true} after the last word, or if the caller could not be told
	 */
	boolean ended() {
		return this.ended;
	}

	private void look() {
		if (this.ended) {
			return;
		}
		try {
			tell(this.state.get());
		}
		// others are to be told all the same
		catch (RuntimeException | Error ex) {
			this.ended = true;
			logger.warn("A caller could not be told the health of '%s', and watches it no more".formatted(this.service),
					ex);
			end(Status.INTERNAL.withDescription("the status could not be sent"));
		}
	}

	private void tell(HealthState state) {
		ServingStatus status = state.of(this.service);
		// the last word is sent to a slow caller too
		if (status != this.told && (state.ending() || this.caller.isReady())) {
			this.told = status;
			this.caller.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
		}
		if (state.ending()) {
			this.ended = true;
			end(Status.UNAVAILABLE.withDescription("the server is shutting down"));
		}
	}

	private void end(Status status) {
		try {
			this.caller.onError(status.asRuntimeException());
		}
		catch (RuntimeException | Error ex) {
			logger.debug("The call of a watch could not be closed", ex);
		}
	}

}
