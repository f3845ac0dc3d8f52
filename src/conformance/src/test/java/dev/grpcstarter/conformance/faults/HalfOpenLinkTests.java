package dev.grpcstarter.conformance.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.conformance.process.Cable;
import dev.grpcstarter.conformance.process.Child;
import dev.grpcstarter.conformance.process.Skip;
import dev.grpcstarter.conformance.restart.Instance;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc.TestServiceBlockingStub;
import io.grpc.testing.integration.TestServiceGrpc.TestServiceStub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A cable that is cut while calls wait for answers over it. The client has nothing to
 * send, and TCP alone never notices.
 */
@Execution(ExecutionMode.CONCURRENT)
class HalfOpenLinkTests {

	private static final String FAR = "far";

	private static final String NEAR = "near";

	@Test
	void callsInFlightFailAndTheOtherAddressServes() throws Exception {
		try (Cable cable = cable();
				Child far = start(cable.atTheFarEnd(), FAR, cable.farEnd());
				Child near = start(List.of(), NEAR, "127.0.0.1");
				ConfigurableApplicationContext context = client(address(far), address(near))) {
			Client client = context.getBean(Client.class);
			client.awaitAnswersFrom(FAR, NEAR);
			// each instance gets every other call
			List<Outcome> streams = Stream.generate(client::openStream).limit(2).toList();
			List<Outcome> calls = Stream.generate(client::openCall).limit(2).toList();
			Outcome stream = (streams.get(0).firstReply().equals(FAR)) ? streams.get(0) : streams.get(1);
			assertThat(stream.firstReply()).isEqualTo(FAR);

			cable.cut();
			long silentSince = System.nanoTime();
			assertThat(stream.failure().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			assertThat(CompletableFuture.anyOf(calls.get(0).end(), calls.get(1).end())
				.thenApply(Status.class::cast)
				.get(20, TimeUnit.SECONDS)
				.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			// 10 s of silence and 1 s for the answer to a ping, and what a busy machine
			// needs
			assertThat(Duration.ofNanos(System.nanoTime() - silentSince)).isBetween(Duration.ofSeconds(9),
					Duration.ofSeconds(20));
			for (int i = 0; i < 10; i++) {
				assertThat(client.call()).isEqualTo(NEAR);
			}
			assertThat(Stream.concat(streams.stream(), calls.stream()).filter((call) -> call.end().isDone()))
				.as("calls over the cable")
				.hasSize(2);
		}
	}

	private static Cable cable() throws InterruptedException {
		try {
			return new Cable();
		}
		catch (IOException ex) {
			Skip.because("a half-open connection of a client was NOT tested", ex.getMessage());
			throw new AssertionError(ex);
		}
	}

	private static Child start(List<String> place, String name, String address) throws IOException {
		return Child.jvm(place, Instance.class, "--instance.name=" + name, "--grpc.server.address=" + address,
				"--grpc.server.port=0");
	}

	private static String address(Child instance) {
		return instance.awaitLine("listens on \\[([\\d.]+:\\d+)]").group(1);
	}

	private static ConfigurableApplicationContext client(String far, String near) {
		return new SpringApplicationBuilder(Client.class).run("--grpc.server.enabled=false",
				"--grpc.client.channels.service.target=static://%s,%s".formatted(far, near),
				"--grpc.client.channels.service.deadline=none", "--grpc.client.channels.service.keepalive.time=10s",
				"--grpc.client.channels.service.keepalive.timeout=1s");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

		private final TestServiceBlockingStub blocking;

		private final TestServiceStub async;

		Client(@GrpcClient("service") TestServiceBlockingStub blocking, @GrpcClient("service") TestServiceStub async) {
			this.blocking = blocking;
			this.async = async;
		}

		String call() {
			return this.blocking.withDeadlineAfter(10, TimeUnit.SECONDS)
				.unaryCall(SimpleRequest.getDefaultInstance())
				.getPayload()
				.getBody()
				.toStringUtf8();
		}

		void awaitAnswersFrom(String first, String second) {
			await().atMost(Duration.ofSeconds(20))
				.until(() -> List.of(call(), call()).containsAll(List.of(first, second)));
		}

		Outcome openStream() {
			Outcome outcome = new Outcome();
			this.async.streamingOutputCall(StreamingOutputCallRequest.getDefaultInstance(), outcome.ofReplies());
			return outcome;
		}

		Outcome openCall() {
			Outcome outcome = new Outcome();
			this.async.emptyCall(Empty.getDefaultInstance(), outcome.ofReplies());
			return outcome;
		}

	}

	/**
	 * What becomes of a call.
	 *
	 * @param first the name in the first reply
	 * @param end the status at the end
	 */
	private record Outcome(CompletableFuture<String> first, CompletableFuture<Status> end) {

		Outcome() {
			this(new CompletableFuture<>(), new CompletableFuture<>());
		}

		String firstReply() throws Exception {
			return this.first.get(20, TimeUnit.SECONDS);
		}

		Status failure() throws Exception {
			return this.end.get(30, TimeUnit.SECONDS);
		}

		<R> StreamObserver<R> ofReplies() {
			return new StreamObserver<>() {

				@Override
				public void onNext(R reply) {
					if (reply instanceof StreamingOutputCallResponse named) {
						Outcome.this.first.complete(named.getPayload().getBody().toStringUtf8());
					}
				}

				@Override
				public void onError(Throwable failure) {
					Outcome.this.end.complete(Status.fromThrowable(failure));
				}

				@Override
				public void onCompleted() {
					Outcome.this.end.complete(Status.OK);
				}

			};
		}

	}

}
