package dev.grpcstarter.sample;

import java.time.Instant;
import java.util.UUID;

import com.google.protobuf.Empty;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.sample.shop.GetProductRequest;
import dev.grpcstarter.sample.shop.InventoryGrpc.InventoryBlockingV2Stub;
import dev.grpcstarter.sample.shop.Order;
import dev.grpcstarter.sample.shop.OrderEvent;
import dev.grpcstarter.sample.shop.OrdersGrpc;
import dev.grpcstarter.sample.shop.Payment;
import dev.grpcstarter.sample.shop.PlaceOrderRequest;
import dev.grpcstarter.sample.shop.Product;
import dev.grpcstarter.sample.shop.ReleaseRequest;
import dev.grpcstarter.sample.shop.Reservation;
import dev.grpcstarter.sample.shop.ReserveRequest;
import dev.grpcstarter.sample.shop.ShipOrderRequest;
import dev.grpcstarter.sample.shop.TillReply;
import dev.grpcstarter.sample.shop.TillRequest;
import dev.grpcstarter.sample.shop.WatchOrderRequest;
import dev.grpcstarter.server.GrpcService;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.scheduling.TaskScheduler;

/**
 * Serves {@code shop.Orders}. Goods and prices are the business of
 * {@code shop.Inventory}, which it calls over the network even where both run in one
 * process.
 */
@GrpcService
class OrdersService extends OrdersGrpc.OrdersImplBase {

	private static final Logger logger = LoggerFactory.getLogger(OrdersService.class);

	private final OrderHistory history;

	private final TaskScheduler scheduler;

	private final InventoryBlockingV2Stub inventory;

	OrdersService(OrderHistory history, TaskScheduler scheduler,
			@GrpcClient("inventory") InventoryBlockingV2Stub inventory) {
		this.history = history;
		this.scheduler = scheduler;
		this.inventory = inventory;
	}

	@Override
	public void place(PlaceOrderRequest request, StreamObserver<Order> caller) {
		Answer.to(caller, () -> place(request));
	}

	@Override
	public void ship(ShipOrderRequest request, StreamObserver<Empty> caller) {
		Answer.to(caller, () -> ship(request));
	}

	@Override
	public void watch(WatchOrderRequest request, StreamObserver<OrderEvent> caller) {
		new OrderWatch(this.history, this.scheduler, request.getOrderId(),
				(ServerCallStreamObserver<OrderEvent>) caller)
			.start();
	}

	@Override
	public StreamObserver<TillRequest> checkout(StreamObserver<TillReply> caller) {
		return new Till(this::product, this::place, (ServerCallStreamObserver<TillReply>) caller);
	}

	private Order place(PlaceOrderRequest request) {
		if (request.getCustomer().isBlank()) {
			throw Status.INVALID_ARGUMENT.withDescription("Say who the customer is").asRuntimeException();
		}
		if (request.getPayment().getMethodCase() == Payment.MethodCase.METHOD_NOT_SET) {
			throw Status.INVALID_ARGUMENT.withDescription("Choose a method of payment").asRuntimeException();
		}
		String id = UUID.randomUUID().toString();
		try {
			Reservation reservation = reserve(id, request);
			Order order = order(request, reservation);
			this.history.append(id, 1, OrderEvent.Type.TYPE_PLACED, order);
			return order;
		}
		catch (RuntimeException ex) {
			// Also after a failed call, which may have reserved the goods.
			release(id);
			throw ex;
		}
	}

	private Reservation reserve(String orderId, PlaceOrderRequest request) {
		Reservation reservation = ask((inventory) -> inventory
			.reserve(ReserveRequest.newBuilder().setOrderId(orderId).addAllLines(request.getLinesList()).build()));
		if (request.hasMaxTotalCents() && reservation.getTotalCents() > request.getMaxTotalCents()) {
			throw Status.FAILED_PRECONDITION
				.withDescription("The order comes to %d cents, which is more than %d"
					.formatted(reservation.getTotalCents(), request.getMaxTotalCents()))
				.asRuntimeException();
		}
		return reservation;
	}

	private void release(String orderId) {
		// The caller may be gone or out of time, and its Context with it: hence a fork.
		// A reservation that is made even later stays. Let yours expire.
		Context.current().fork().run(() -> {
			try {
				this.inventory.release(ReleaseRequest.newBuilder().setOrderId(orderId).build());
			}
			catch (StatusException ex) {
				logger.warn("The goods of order {} may stay reserved", orderId, ex);
			}
		});
	}

	private Empty ship(ShipOrderRequest request) {
		String orderId = request.getOrderId();
		if (this.history.findAfter(orderId, 0).isEmpty()) {
			throw unknownOrder(orderId);
		}
		try {
			this.history.append(orderId, 2, OrderEvent.Type.TYPE_SHIPPED, request.getShipment());
			return Empty.getDefaultInstance();
		}
		catch (DuplicateKeyException ex) {
			throw Status.FAILED_PRECONDITION.withDescription("Order %s is shipped already".formatted(orderId))
				.withCause(ex)
				.asRuntimeException();
		}
	}

	private Product product(String sku) {
		return ask((inventory) -> inventory.get(GetProductRequest.newBuilder().setSku(sku).build()));
	}

	private <T> T ask(InventoryCall<T> call) {
		try {
			return call.on(this.inventory);
		}
		catch (StatusException ex) {
			throw statusForCaller(ex).asRuntimeException();
		}
	}

	// What the inventory says about the goods is for the caller to know; what ails the
	// inventory is not, other than whether to try again.
	private static Status statusForCaller(StatusException ex) {
		Status status = ex.getStatus();
		return switch (status.getCode()) {
			case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION -> status;
			case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, CANCELLED ->
				status.withDescription("The inventory did not answer, try again later").withCause(ex);
			default -> Status.INTERNAL.withDescription("The inventory failed").withCause(ex);
		};
	}

	private static Order order(PlaceOrderRequest request, Reservation reservation) {
		Order.Builder order = Order.newBuilder()
			.setId(reservation.getOrderId())
			.setCustomer(request.getCustomer())
			.addAllLines(request.getLinesList())
			.setTotalCents(reservation.getTotalCents())
			.setPayment(request.getPayment())
			.setPlacedAt(Timestamps.of(Instant.now()));
		if (request.hasNote()) {
			order.setNote(request.getNote());
		}
		return order.build();
	}

	static RuntimeException unknownOrder(String id) {
		return Status.NOT_FOUND.withDescription("There is no order %s".formatted(id)).asRuntimeException();
	}

	/**
	 * A call to the inventory.
	 *
	 * @param <T> the type of the reply
	 */
	@FunctionalInterface
	private interface InventoryCall<T> {

		T on(InventoryBlockingV2Stub inventory) throws StatusException;

	}

}
