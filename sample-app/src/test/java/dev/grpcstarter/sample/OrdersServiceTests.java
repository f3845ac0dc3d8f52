package dev.grpcstarter.sample;

import java.time.Duration;

import com.google.protobuf.Empty;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.sample.shop.GetProductRequest;
import dev.grpcstarter.sample.shop.InventoryGrpc.InventoryBlockingV2Stub;
import dev.grpcstarter.sample.shop.Order;
import dev.grpcstarter.sample.shop.OrderEvent;
import dev.grpcstarter.sample.shop.OrdersGrpc.OrdersBlockingV2Stub;
import dev.grpcstarter.sample.shop.Payment;
import dev.grpcstarter.sample.shop.PlaceOrderRequest;
import dev.grpcstarter.sample.shop.ShipOrderRequest;
import dev.grpcstarter.sample.shop.Shipment;
import dev.grpcstarter.sample.shop.TillReply;
import dev.grpcstarter.sample.shop.TillRequest;
import dev.grpcstarter.sample.shop.WatchOrderRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OrdersServiceTests extends ShopTests {

	@GrpcClient("shop")
	private OrdersBlockingV2Stub orders;

	@GrpcClient("shop")
	private InventoryBlockingV2Stub inventory;

	@Test
	void placeReservesTheGoods() throws StatusException {
		int before = stockOf("sencha");
		Order order = this.orders.place(purchase(line("sencha", 2)));
		assertThat(order.getTotalCents()).isEqualTo(2 * 690);
		assertThat(order.getLinesList()).containsExactly(line("sencha", 2));
		assertThat(order.hasNote()).isFalse();
		assertThat(stockOf("sencha")).isEqualTo(before - 2);
	}

	@Test
	void whatTheInventorySaysAboutTheGoodsIsPassedOn() {
		Status unknown = failure(() -> this.orders.place(purchase(line("unicorn", 1))));
		assertThat(unknown.getCode()).isEqualTo(Status.Code.NOT_FOUND);
		assertThat(unknown.getDescription()).isEqualTo("There is no product unicorn");
		Status soldOut = failure(() -> this.orders.place(purchase(line("cheesecake", 1))));
		assertThat(soldOut.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
		assertThat(soldOut.getDescription()).isEqualTo("Out of stock: 1 of cheesecake wanted, 0 left");
		Status nothing = failure(() -> this.orders.place(purchase()));
		assertThat(nothing.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
	}

	@Test
	void anOrderThatIsTooExpensivePutsTheGoodsBack() throws StatusException {
		int before = stockOf("sencha");
		PlaceOrderRequest request = purchase(line("sencha", 1)).toBuilder().setMaxTotalCents(689).build();
		Status status = failure(() -> this.orders.place(request));
		assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
		assertThat(status.getDescription()).isEqualTo("The order comes to 690 cents, which is more than 689");
		assertThat(stockOf("sencha")).isEqualTo(before);
	}

	@Test
	void placeNeedsACustomerAndAPayment() {
		PlaceOrderRequest request = purchase(line("sencha", 1));
		assertThat(failure(() -> this.orders.place(request.toBuilder().clearCustomer().build())).getDescription())
			.isEqualTo("Say who the customer is");
		assertThat(failure(() -> this.orders.place(request.toBuilder().clearPayment().build())).getDescription())
			.isEqualTo("Choose a method of payment");
	}

	@Test
	void watchTellsWhatHasHappenedAndThenWhatHappens() throws Exception {
		Order order = this.orders.place(purchase(line("earl-grey", 1)));
		BlockingClientCall<?, OrderEvent> watch = watch(order.getId(), Duration.ofSeconds(10));
		OrderEvent placed = watch.read();
		assertThat(placed.getType()).isEqualTo(OrderEvent.Type.TYPE_PLACED);
		assertThat(placed.getDetail().unpack(Order.class)).isEqualTo(order);
		ship(order.getId());
		OrderEvent shipped = watch.read();
		assertThat(shipped.getType()).isEqualTo(OrderEvent.Type.TYPE_SHIPPED);
		assertThat(shipped.getDetail().unpack(Shipment.class).getTransitTime().getSeconds()).isEqualTo(7200);
		assertThat(watch.hasNext()).isFalse();
	}

	@Test
	void watchEndsWhenTheDeadlineExpires() throws Exception {
		Order order = this.orders.place(purchase(line("earl-grey", 1)));
		BlockingClientCall<?, OrderEvent> watch = watch(order.getId(), Duration.ofMillis(500));
		assertThat(watch.read().getNumber()).isOne();
		assertThat(failure(watch::read).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
	}

	@Test
	void watchOfAnUnknownOrderIsNotFound() {
		Status status = failure(() -> watch("none", Duration.ofSeconds(10)).read());
		assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
		assertThat(status.getDescription()).isEqualTo("There is no order none");
	}

	@Test
	void anOrderIsShippedOnce() throws StatusException {
		Order order = this.orders.place(purchase(line("earl-grey", 1)));
		assertThat(ship(order.getId())).isEqualTo(Empty.getDefaultInstance());
		assertThat(failure(() -> ship(order.getId())).getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
		assertThat(failure(() -> ship("none")).getCode()).isEqualTo(Status.Code.NOT_FOUND);
	}

	@Test
	void theTillAnswersEveryRequestAndEndsWithTheOrder() throws Exception {
		BlockingClientCall<TillRequest, TillReply> till = this.orders.checkout();
		assertThat(ask(till, scan("earl-grey", 2)).getBasket().getTotalCents()).isEqualTo(840);
		assertThat(ask(till, scan("earl-grey", 1)).getBasket().getLinesList()).containsExactly(line("earl-grey", 3));
		assertThat(ask(till, scan("sencha", 1)).getBasket().getTotalCents()).isEqualTo(3 * 420 + 690);
		assertThat(ask(till, TillRequest.newBuilder().setRemove("sencha").build()).getBasket().getTotalCents())
			.isEqualTo(3 * 420);
		assertThat(ask(till, pay()).getOrder().getTotalCents()).isEqualTo(3 * 420);
		assertThat(till.hasNext()).isFalse();
	}

	@Test
	void aMistakeAtTheTillDoesNotEndTheConversation() throws Exception {
		BlockingClientCall<TillRequest, TillReply> till = this.orders.checkout();
		assertThat(ask(till, TillRequest.getDefaultInstance()).getRefused()).isEqualTo("Scan, remove or pay");
		assertThat(ask(till, pay()).getRefused()).isEqualTo("Send from 1 to 100 lines, not 0");
		assertThat(ask(till, scan("unicorn", 1)).getRefused()).isEqualTo("There is no product unicorn");
		assertThat(ask(till, scan("earl-grey", 0)).getRefused()).contains("must be from 1 to 1000");
		assertThat(ask(till, scan("cheesecake", 1)).getBasket().getTotalCents()).isEqualTo(2600);
		assertThat(ask(till, pay()).getRefused()).contains("Out of stock");
		till.halfClose();
		assertThat(till.hasNext()).isFalse();
	}

	private int stockOf(String sku) throws StatusException {
		return this.inventory.get(GetProductRequest.newBuilder().setSku(sku).build()).getStock();
	}

	private BlockingClientCall<?, OrderEvent> watch(String orderId, Duration deadline) {
		return this.orders.withDeadlineAfter(deadline)
			.watch(WatchOrderRequest.newBuilder().setOrderId(orderId).build());
	}

	private Empty ship(String orderId) throws StatusException {
		Shipment shipment = Shipment.newBuilder()
			.setCarrier("Bike")
			.setTransitTime(com.google.protobuf.Duration.newBuilder().setSeconds(7200))
			.build();
		return this.orders.ship(ShipOrderRequest.newBuilder().setOrderId(orderId).setShipment(shipment).build());
	}

	private static TillRequest scan(String sku, int quantity) {
		return TillRequest.newBuilder().setScan(line(sku, quantity)).build();
	}

	private static TillRequest pay() {
		return TillRequest.newBuilder().setPay(Payment.newBuilder().setCash(Empty.getDefaultInstance())).build();
	}

	private static TillReply ask(BlockingClientCall<TillRequest, TillReply> till, TillRequest request)
			throws StatusException, InterruptedException {
		till.write(request);
		return till.read();
	}

}
