package dev.grpcstarter.conformance.dns;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.grpcstarter.client.GrpcClient;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.TestServiceGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Makes 200 calls a second until it reads a line, for two minutes at most, and then says
 * what became of them.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SteadyClient {

	private static final Logger logger = LoggerFactory.getLogger(SteadyClient.class);

	public static void main(String[] arguments) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(SteadyClient.class, arguments)) {
			Load load = context.getBean(Load.class);
			load.start();
			new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
			load.stop();
		}
	}

	@Bean
	Load load(@GrpcClient("back") TestServiceGrpc.TestServiceStub back) {
		return new Load(back);
	}

	/**
	 * The calls.
	 */
	static class Load implements StreamObserver<Empty> {

		private final TestServiceGrpc.TestServiceStub back;

		private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

		private final AtomicInteger made = new AtomicInteger();

		private final AtomicInteger failed = new AtomicInteger();

		private final Phaser inFlight = new Phaser(1);

		Load(TestServiceGrpc.TestServiceStub back) {
			this.back = back;
		}

		void start() {
			this.clock.scheduleAtFixedRate(this::call, 0, 5, TimeUnit.MILLISECONDS);
		}

		private void call() {
			if (this.made.get() < 24_000) {
				this.made.incrementAndGet();
				this.inFlight.register();
				this.back.emptyCall(Empty.getDefaultInstance(), this);
			}
		}

		@Override
		public void onNext(Empty reply) {
		}

		@Override
		public void onError(Throwable failure) {
			this.failed.incrementAndGet();
			logger.info("A call has failed: {}", failure.toString());
			this.inFlight.arriveAndDeregister();
		}

		@Override
		public void onCompleted() {
			this.inFlight.arriveAndDeregister();
		}

		void stop() throws InterruptedException {
			this.clock.shutdown();
			this.clock.awaitTermination(20, TimeUnit.SECONDS);
			this.inFlight.arriveAndAwaitAdvance();
			logger.info("{} calls, {} failed", this.made, this.failed);
		}

	}

}
