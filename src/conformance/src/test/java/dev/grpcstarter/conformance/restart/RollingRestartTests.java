package dev.grpcstarter.conformance.restart;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.conformance.process.Child;
import io.grpc.testing.integration.TestServiceGrpc.TestServiceStub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service of two instances that are replaced one after the other, with the defaults of
 * the server and of the client.
 */
@Execution(ExecutionMode.CONCURRENT)
class RollingRestartTests {

	private static final Logger logger = LoggerFactory.getLogger(RollingRestartTests.class);

	@Test
	void noCallFails() throws Exception {
		int first = TestSocketUtils.findAvailableTcpPort();
		int second = TestSocketUtils.findAvailableTcpPort();
		Child firstInstance = start(first);
		Child secondInstance = start(second);
		try (ConfigurableApplicationContext client = client(first, second)) {
			awaitStart(firstInstance);
			awaitStart(secondInstance);
			try (Load load = new Load(client.getBean(Client.class).stub)) {
				load.awaitAnswersFrom("" + first, "" + second);
				firstInstance = restart(firstInstance, first);
				load.awaitAnswersFrom("" + first, "" + second);
				secondInstance = restart(secondInstance, second);
				load.awaitAnswersFrom("" + first, "" + second);
				load.stop();
				logger.info("{} calls, {} failures: {}", load.calls(), load.failures().size(), load.failures());
				assertThat(load.failures()).isEmpty();
				assertThat(load.calls()).isGreaterThan(500);
			}
		}
		finally {
			firstInstance.close();
			secondInstance.close();
		}
	}

	private static Child restart(Child instance, int port) throws Exception {
		instance.terminate();
		assertThat(instance.awaitExit(Duration.ofSeconds(30))).as(instance.output()).isEqualTo(143);
		Child next = start(port);
		awaitStart(next);
		return next;
	}

	private static Child start(int port) throws IOException {
		return Child.jvm(List.of(), Instance.class, "--instance.name=" + port, "--grpc.server.port=" + port,
				"--grpc.server.address=127.0.0.1");
	}

	private static void awaitStart(Child instance) {
		instance.awaitLine("Started Instance");
	}

	private static ConfigurableApplicationContext client(int first, int second) {
		return new SpringApplicationBuilder(Client.class).run("--grpc.server.enabled=false",
				"--grpc.client.channels.service.target=static://127.0.0.1:%d,127.0.0.1:%d".formatted(first, second));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

		private final TestServiceStub stub;

		Client(@GrpcClient("service") TestServiceStub stub) {
			this.stub = stub;
		}

	}

}
