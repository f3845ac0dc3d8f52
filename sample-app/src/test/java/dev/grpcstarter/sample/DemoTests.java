package dev.grpcstarter.sample;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class DemoTests {

	private final int port = TestSocketUtils.findAvailableTcpPort();

	@Test
	void theDemoPlaysAllFourKindsOfCallAndTheShopGoesOnServing(CapturedOutput output) {
		try (var shop = demo().run("--grpc.server.port=" + this.port)) {
			assertThat(shop.isRunning()).isTrue();
			assertThat(output).containsSubsequence("unary  shop.Orders/Place", "total_cents: 2690", "OK in",
					"server streaming  shop.Inventory/List", "carrot-cake", "OK in",
					"client streaming  shop.Inventory/Restock", "deliveries: 3", "OK in",
					"bidirectional streaming  shop.Orders/Checkout", "There is no product unicorn", "OK in",
					"The shop is open: gRPC on localhost:" + this.port);
		}
	}

	@Test
	void aCallThatFailsFailsTheStart(CapturedOutput output) {
		String nobody = "--grpc.client.channels.shop.target=dns:///localhost:" + TestSocketUtils.findAvailableTcpPort();
		assertThatException().isThrownBy(() -> demo().run("--grpc.server.port=" + this.port, nobody))
			.satisfies((ex) -> assertThat(Stream.iterate((Throwable) ex, (it) -> it != null, Throwable::getCause))
				.anySatisfy((cause) -> assertThat(cause).hasMessageStartingWith("UNAVAILABLE")));
		assertThat(output).contains("unary  shop.Orders/Place").doesNotContain("The shop is open");
	}

	private static SpringApplicationBuilder demo() {
		return new SpringApplicationBuilder(ShopApplication.class).profiles("demo").properties("server.port=0");
	}

}
