package dev.grpcstarter.sample;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import dev.grpcstarter.sample.shop.Line;
import dev.grpcstarter.sample.shop.Order;
import dev.grpcstarter.sample.shop.Payment;
import dev.grpcstarter.sample.shop.PlaceOrderRequest;
import dev.grpcstarter.sample.shop.Product;
import dev.grpcstarter.sample.shop.TillReply;
import dev.grpcstarter.sample.shop.TillRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * One customer's conversation at the till. It takes the next request when the customer
 * has room for its reply, so nothing piles up for a customer who does not read.
 */
class Till implements StreamObserver<TillRequest> {

	private final Function<String, Product> products;

	private final Function<PlaceOrderRequest, Order> orders;

	private final ServerCallStreamObserver<TillReply> customer;

	private final Map<String, Long> prices = new HashMap<>();

	private SortedMap<String, Integer> belt = new TreeMap<>();

	private boolean waiting = true;

	private boolean paid;

	Till(Function<String, Product> products, Function<PlaceOrderRequest, Order> orders,
			ServerCallStreamObserver<TillReply> customer) {
		this.products = products;
		this.orders = orders;
		this.customer = customer;
		customer.disableAutoRequest();
		customer.setOnReadyHandler(this::takeNext);
	}

	@Override
	public void onNext(TillRequest request) {
		TillReply reply = reply(request);
		this.customer.onNext(reply);
		this.paid = reply.hasOrder();
		if (this.paid) {
			this.customer.onCompleted();
			return;
		}
		this.waiting = true;
		takeNext();
	}

	@Override
	public void onError(Throwable ex) {
		// The customer is gone. What is on the belt is not reserved: nothing to put back.
	}

	@Override
	public void onCompleted() {
		if (!this.paid) {
			this.customer.onCompleted();
		}
	}

	private void takeNext() {
		if (this.waiting && this.customer.isReady()) {
			this.waiting = false;
			this.customer.request(1);
		}
	}

	private TillReply reply(TillRequest request) {
		try {
			return switch (request.getActionCase()) {
				case SCAN -> scan(request.getScan());
				case REMOVE -> remove(request.getRemove());
				case PAY -> pay(request.getPay());
				case ACTION_NOT_SET -> refused("Scan, remove or pay");
			};
		}
		catch (StatusRuntimeException ex) {
			// A mistake is a reply, so that it does not cost the customer the whole belt.
			return refused(ex.getStatus().getDescription());
		}
	}

	private TillReply scan(Line line) {
		List<Line> lines = lines();
		lines.add(line);
		SortedMap<String, Integer> quantities = Lines.quantities(lines);
		this.prices.computeIfAbsent(line.getSku(), (sku) -> this.products.apply(sku).getPriceCents());
		this.belt = quantities;
		return basket();
	}

	private TillReply remove(String sku) {
		this.belt.remove(sku);
		return basket();
	}

	private TillReply pay(Payment payment) {
		Order order = this.orders.apply(PlaceOrderRequest.newBuilder()
			.setCustomer("Customer at the till")
			.addAllLines(lines())
			.setPayment(payment)
			.setMaxTotalCents(totalCents())
			.build());
		return TillReply.newBuilder().setOrder(order).build();
	}

	private TillReply basket() {
		return TillReply.newBuilder()
			.setBasket(TillReply.Basket.newBuilder().addAllLines(lines()).setTotalCents(totalCents()))
			.build();
	}

	private static TillReply refused(String reason) {
		return TillReply.newBuilder().setRefused(reason).build();
	}

	private List<Line> lines() {
		List<Line> lines = new ArrayList<>();
		this.belt.forEach((sku, quantity) -> lines.add(Line.newBuilder().setSku(sku).setQuantity(quantity).build()));
		return lines;
	}

	private long totalCents() {
		long total = 0;
		for (Map.Entry<String, Integer> line : this.belt.entrySet()) {
			total += line.getValue() * this.prices.get(line.getKey());
		}
		return total;
	}

}
