package dev.grpcstarter.sample;

import java.time.Duration;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.sample.shop.Category;
import dev.grpcstarter.sample.shop.Delivery;
import dev.grpcstarter.sample.shop.InventoryGrpc;
import dev.grpcstarter.sample.shop.InventoryGrpc.InventoryBlockingV2Stub;
import dev.grpcstarter.sample.shop.Line;
import dev.grpcstarter.sample.shop.ListProductsRequest;
import dev.grpcstarter.sample.shop.OrdersGrpc;
import dev.grpcstarter.sample.shop.OrdersGrpc.OrdersBlockingV2Stub;
import dev.grpcstarter.sample.shop.Payment;
import dev.grpcstarter.sample.shop.PlaceOrderRequest;
import dev.grpcstarter.sample.shop.Product;
import dev.grpcstarter.sample.shop.RestockSummary;
import dev.grpcstarter.sample.shop.TillReply;
import dev.grpcstarter.sample.shop.TillRequest;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Plays one round of all four kinds of call when the shop opens. If a call fails, so does
 * the start.
 */
@Component
@Profile("demo")
class Demo implements ApplicationRunner {

	private static final Logger logger = LoggerFactory.getLogger(Demo.class);

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	private final InventoryBlockingV2Stub inventory;

	private final OrdersBlockingV2Stub orders;

	private final Environment environment;

	private final DemoTranscript transcript = new DemoTranscript();

	Demo(@GrpcClient("shop") InventoryBlockingV2Stub inventory, @GrpcClient("shop") OrdersBlockingV2Stub orders,
			Environment environment) {
		this.inventory = inventory;
		this.orders = orders;
		this.environment = environment;
	}

	@Override
	public void run(ApplicationArguments arguments) throws StatusException, InterruptedException {
		try {
			unary();
			serverStreaming();
			clientStreaming();
			bidirectionalStreaming();
		}
		finally {
			logger.info("One round of all four kinds of call, each over a real connection:\n{}", this.transcript);
		}
		logger.info("The shop is open: gRPC on localhost:{}, metrics on http://localhost:{}/actuator/prometheus",
				this.environment.getProperty("local.grpc.server.port"),
				this.environment.getProperty("local.server.port"));
	}

	private void unary() throws StatusException {
		this.transcript.begin("unary", OrdersGrpc.getPlaceMethod());
		PlaceOrderRequest request = PlaceOrderRequest.newBuilder()
			.setCustomer("Ada")
			.addLines(line("earl-grey", 2))
			.addLines(line("espresso", 1))
			.setPayment(Payment.newBuilder().setVoucher("WELCOME"))
			.build();
		this.transcript.sent(request);
		this.transcript.received(this.orders.withDeadlineAfter(DEADLINE).place(request));
		this.transcript.end("Orders has asked Inventory to reserve the goods, over the network");
	}

	private void serverStreaming() throws StatusException, InterruptedException {
		this.transcript.begin("server streaming", InventoryGrpc.getListMethod());
		ListProductsRequest request = ListProductsRequest.newBuilder().addCategories(Category.CATEGORY_CAKE).build();
		this.transcript.sent(request);
		BlockingClientCall<?, Product> call = this.inventory.withDeadlineAfter(DEADLINE).list(request);
		while (call.hasNext()) {
			this.transcript.received(call.read());
		}
		this.transcript.end("no faster than the caller reads");
	}

	private void clientStreaming() throws StatusException, InterruptedException {
		this.transcript.begin("client streaming", InventoryGrpc.getRestockMethod());
		BlockingClientCall<Delivery, RestockSummary> call = this.inventory.withDeadlineAfter(DEADLINE).restock();
		for (Line line : new Line[] { line("earl-grey", 2), line("espresso", 1), line("espresso", 1) }) {
			Delivery delivery = Delivery.newBuilder().setLine(line).build();
			this.transcript.sent(delivery);
			call.write(delivery);
		}
		call.halfClose();
		while (call.hasNext()) {
			this.transcript.received(call.read());
		}
		this.transcript.end("one transaction for all deliveries");
	}

	private void bidirectionalStreaming() throws StatusException, InterruptedException {
		this.transcript.begin("bidirectional streaming", OrdersGrpc.getCheckoutMethod());
		BlockingClientCall<TillRequest, TillReply> call = this.orders.withDeadlineAfter(DEADLINE).checkout();
		Payment visa = Payment.newBuilder()
			.setCard(Payment.Card.newBuilder().setNetwork(Payment.Card.Network.NETWORK_VISA).setToken("tok-1"))
			.build();
		for (TillRequest request : new TillRequest[] { TillRequest.newBuilder().setScan(line("espresso", 1)).build(),
				TillRequest.newBuilder().setScan(line("unicorn", 1)).build(),
				TillRequest.newBuilder().setPay(visa).build() }) {
			this.transcript.sent(request);
			call.write(request);
			this.transcript.received(call.read());
		}
		call.halfClose();
		this.transcript.end("a wrong scan does not end the conversation");
	}

	private static Line line(String sku, int quantity) {
		return Line.newBuilder().setSku(sku).setQuantity(quantity).build();
	}

}
