package dev.grpcstarter.sample;

import dev.grpcstarter.sample.shop.Line;
import dev.grpcstarter.sample.shop.Payment;
import dev.grpcstarter.sample.shop.PlaceOrderRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The whole shop on free ports, called as its clients call it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
abstract class ShopTests {

	@DynamicPropertySource
	static void freePort(DynamicPropertyRegistry properties) {
		// Chosen here rather than by the server, because the channels need it too.
		int port = TestSocketUtils.findAvailableTcpPort();
		properties.add("grpc.server.port", () -> port);
		properties.add("grpc.client.channels.shop.target", () -> "dns:///localhost:" + port);
	}

	static Line line(String sku, int quantity) {
		return Line.newBuilder().setSku(sku).setQuantity(quantity).build();
	}

	static PlaceOrderRequest purchase(Line... lines) {
		PlaceOrderRequest.Builder request = PlaceOrderRequest.newBuilder().setCustomer("Ada");
		request.setPayment(Payment.newBuilder().setVoucher("TEST"));
		for (Line line : lines) {
			request.addLines(line);
		}
		return request.build();
	}

	static Status failure(ThrowingCallable call) {
		StatusException ex = catchThrowableOfType(StatusException.class, call);
		return (ex != null) ? ex.getStatus() : Status.OK;
	}

}
