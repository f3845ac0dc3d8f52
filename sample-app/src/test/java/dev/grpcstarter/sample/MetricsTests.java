package dev.grpcstarter.sample;

import java.time.Duration;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.sample.shop.Order;
import dev.grpcstarter.sample.shop.OrderEvent;
import dev.grpcstarter.sample.shop.OrdersGrpc.OrdersBlockingV2Stub;
import dev.grpcstarter.sample.shop.WatchOrderRequest;
import io.grpc.stub.BlockingClientCall;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class MetricsTests extends ShopTests {

	@GrpcClient("shop")
	private OrdersBlockingV2Stub orders;

	@LocalServerPort
	private int port;

	@Test
	void aCallShowsInTheScrape() throws Exception {
		this.orders.place(purchase(line("sencha", 1)));
		// The server counts a call once its last byte is out, which may be after the
		// caller has read it.
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(scrape()).anySatisfy((line) -> {
			assertThat(line).startsWith("grpc_server_call_duration_seconds_count{");
			assertThat(line).contains("grpc_method=\"shop.Orders/Place\"").contains("grpc_status=\"OK\"");
			assertThat(line).doesNotEndWith(" 0");
		}));
	}

	@Test
	void aWatchThatIsCancelledEndsOnTheServer() throws Exception {
		Order order = this.orders.place(purchase(line("sencha", 1)));
		BlockingClientCall<?, OrderEvent> watch = this.orders
			.watch(WatchOrderRequest.newBuilder().setOrderId(order.getId()).build());
		assertThat(watch.read().getNumber()).isOne();
		watch.cancel("seen enough", null);
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(scrape()).anySatisfy((line) -> {
			assertThat(line).startsWith("grpc_server_call_duration_seconds_count{");
			assertThat(line).contains("grpc_method=\"shop.Orders/Watch\"").contains("grpc_status=\"CANCELLED\"");
		}));
	}

	@Test
	void theHealthEndpointAnswers() {
		assertThat(actuator("health")).contains("\"status\":\"UP\"");
	}

	private String[] scrape() {
		return actuator("prometheus").split("\n");
	}

	private String actuator(String endpoint) {
		return RestClient.create()
			.get()
			.uri("http://localhost:{port}/actuator/{endpoint}", this.port, endpoint)
			.retrieve()
			.body(String.class);
	}

}
