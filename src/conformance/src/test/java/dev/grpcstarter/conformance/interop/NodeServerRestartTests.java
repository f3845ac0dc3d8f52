package dev.grpcstarter.conformance.interop;

import java.util.concurrent.TimeUnit;

import dev.grpcstarter.client.GrpcClient;
import io.grpc.testing.integration.TestServiceGrpc.TestServiceStub;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server of grpc-js that says GOAWAY, lets its calls end, and comes back.
 */
class NodeServerRestartTests {

	@Test
	void theCallInFlightEndsWellAndTheNextOnesAreServed() throws Exception {
		try (NodeServer node = NodeServer.start();
				ConfigurableApplicationContext context = new SpringApplicationBuilder(Client.class)
					.run("--grpc.server.enabled=false", "--grpc.client.channels.node.target=" + node.target())) {
			TestServiceStub stub = context.getBean(Client.class).stub;
			Replies inFlight = new Replies();
			stub.streamingOutputCall(Replies.wanted(1_000_000, 1, 2), inFlight);
			assertThat(inFlight.awaitFirst()).isTrue();
			node.process().writeLine("restart");
			assertThat(inFlight.sizes()).containsExactly(1, 2);
			node.process().awaitLine("listens again");
			Replies next = new Replies();
			stub.withWaitForReady()
				.withDeadlineAfter(20, TimeUnit.SECONDS)
				.streamingOutputCall(Replies.wanted(0, 3), next);
			assertThat(next.sizes()).containsExactly(3);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

		private final TestServiceStub stub;

		Client(@GrpcClient("node") TestServiceStub stub) {
			this.stub = stub;
		}

	}

}
