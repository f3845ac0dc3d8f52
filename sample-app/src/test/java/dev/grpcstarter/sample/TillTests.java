package dev.grpcstarter.sample;

import com.google.protobuf.Empty;
import dev.grpcstarter.sample.shop.Order;
import dev.grpcstarter.sample.shop.Payment;
import dev.grpcstarter.sample.shop.PlaceOrderRequest;
import dev.grpcstarter.sample.shop.Product;
import dev.grpcstarter.sample.shop.TillReply;
import dev.grpcstarter.sample.shop.TillRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TillTests {

	private final FakeCaller<TillReply> customer = new FakeCaller<>();

	private final Till till = new Till(TillTests::product, TillTests::order, this.customer);

	@Test
	void nothingIsRequestedOfACustomerWithoutRoomForTheReply() {
		assertThat(this.customer.requested()).isZero();
		this.customer.ready(1);
		assertThat(this.customer.requested()).isOne();
		this.till.onNext(scan("tea"));
		assertThat(this.customer.requested()).isOne();
		this.customer.ready(1);
		assertThat(this.customer.requested()).isEqualTo(2);
	}

	@Test
	void aCustomerWithRoomGoesOnAtOnce() {
		this.customer.ready(10);
		this.till.onNext(scan("tea"));
		this.till.onNext(scan("tea"));
		assertThat(this.customer.requested()).isEqualTo(3);
		assertThat(this.customer.messages()).hasSize(2);
	}

	@Test
	void thePriceAtTheTillIsTheMostThatTheCustomerPays() {
		this.till.onNext(scan("tea"));
		this.till.onNext(scan("cake"));
		this.till.onNext(pay());
		assertThat(this.customer.messages()).last().satisfies((reply) -> {
			assertThat(reply.getOrder().getTotalCents()).isEqualTo(300 + 400);
			assertThat(reply.getOrder().getLinesList()).containsExactly(ShopTests.line("cake", 1),
					ShopTests.line("tea", 1));
		});
	}

	@Test
	void theCallEndsOnceWithThePayment() {
		this.till.onNext(scan("tea"));
		this.till.onNext(pay());
		assertThat(this.customer.isCompleted()).isTrue();
		this.till.onCompleted();
	}

	@Test
	void aCustomerMayLeaveWithoutPaying() {
		this.till.onNext(scan("tea"));
		this.till.onCompleted();
		assertThat(this.customer.isCompleted()).isTrue();
	}

	private static TillRequest scan(String sku) {
		return TillRequest.newBuilder().setScan(ShopTests.line(sku, 1)).build();
	}

	private static TillRequest pay() {
		return TillRequest.newBuilder().setPay(Payment.newBuilder().setCash(Empty.getDefaultInstance())).build();
	}

	private static Product product(String sku) {
		return Product.newBuilder().setSku(sku).setPriceCents(100L * sku.length()).build();
	}

	private static Order order(PlaceOrderRequest request) {
		return Order.newBuilder().addAllLines(request.getLinesList()).setTotalCents(request.getMaxTotalCents()).build();
	}

}
