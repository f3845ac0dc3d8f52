package dev.grpcstarter.sample;

import java.time.Duration;
import java.time.Instant;

import dev.grpcstarter.sample.shop.OrderEvent;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;

import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.TaskScheduler;

/**
 * Tells one caller the history of an order as it happens, until it ends or the caller
 * goes. It looks into the database from time to time: so it sees what other instances of
 * the shop do, and holds no thread in between.
 */
class OrderWatch {

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private final OrderHistory history;

	private final TaskScheduler scheduler;

	private final String orderId;

	private final ServerCallStreamObserver<OrderEvent> caller;

	private int seen;

	OrderWatch(OrderHistory history, TaskScheduler scheduler, String orderId,
			ServerCallStreamObserver<OrderEvent> caller) {
		this.history = history;
		this.scheduler = scheduler;
		this.orderId = orderId;
		this.caller = caller;
	}

	void start() {
		// The next look sees it; without a handler, sending would throw.
		this.caller.setOnCancelHandler(() -> {
		});
		look();
	}

	private void look() {
		if (this.caller.isCancelled()) {
			return;
		}
		try {
			if (tell()) {
				this.caller.onCompleted();
			}
			else {
				this.scheduler.schedule(this::look, Instant.now().plus(INTERVAL));
			}
		}
		catch (TaskRejectedException ex) {
			// The scheduler is the first to stop with the application.
			this.caller.onError(Status.UNAVAILABLE.withDescription("The shop is closing, watch again")
				.withCause(ex)
				.asRuntimeException());
		}
		catch (RuntimeException ex) {
			// On a thread of the scheduler's nobody else would tell the caller. What has
			// no status of its own gets one from the starter, which logs it, too.
			this.caller.onError(ex);
		}
	}

	/**
	 * Sends what is new.
	 * @return whether the history has come to its end
	 */
	private boolean tell() {
		for (OrderEvent event : this.history.findAfter(this.orderId, this.seen)) {
			this.caller.onNext(event);
			this.seen = event.getNumber();
			if (event.getType() == OrderEvent.Type.TYPE_SHIPPED) {
				return true;
			}
		}
		if (this.seen == 0) {
			throw OrdersService.unknownOrder(this.orderId);
		}
		return false;
	}

}
