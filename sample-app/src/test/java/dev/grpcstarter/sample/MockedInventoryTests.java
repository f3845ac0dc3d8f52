package dev.grpcstarter.sample;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.sample.shop.InventoryGrpc.InventoryBlockingV2Stub;
import dev.grpcstarter.sample.shop.OrdersGrpc.OrdersBlockingV2Stub;
import dev.grpcstarter.sample.shop.Reservation;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

/**
 * The orders alone: the inventory is a mock, and there is no socket.
 */
@SpringBootTest(properties = { "grpc.server.port=none", "grpc.server.in-process-name=mocked-inventory",
		"grpc.client.channels.inventory.target=in-process:mocked-inventory",
		"grpc.client.channels.shop.target=in-process:mocked-inventory" })
class MockedInventoryTests {

	@MockitoBean
	@GrpcClient("inventory")
	private InventoryBlockingV2Stub inventory;

	@GrpcClient("shop")
	private OrdersBlockingV2Stub orders;

	@Test
	void anOrderCostsWhatTheInventorySays() throws Exception {
		given(this.inventory.reserve(any()))
			.willReturn(Reservation.newBuilder().setOrderId("order-1").setTotalCents(4200).build());
		assertThat(this.orders.place(ShopTests.purchase(ShopTests.line("earl-grey", 1))).getTotalCents())
			.isEqualTo(4200);
	}

}
