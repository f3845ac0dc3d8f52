package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.google.common.util.concurrent.ListenableFuture;
import dev.grpcstarter.call.GrpcCall;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Handlers hand their call to a thread that nobody knows of, and look from there.
 */
class GrpcCallTests {

	private final CompletableFuture<GrpcCall> seen = new CompletableFuture<>();

	private final CountDownLatch mayAnswer = new CountDownLatch(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class, () -> new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				Context fork = Context.current().fork();
				Thread other = new Thread(() -> fork.run(() -> {
					GrpcCallTests.this.seen.complete(GrpcCall.current());
					if (request.getTimes() == 0) {
						await(GrpcCallTests.this.mayAnswer);
						super.say(request, caller);
					}
				}), "other");
				other.setDaemon(true);
				other.start();
			}

		})
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct" })
	void aCallSaysWhoCallsAndHowMuchTimeIsLeft(String executor) {
		this.runner.withPropertyValues("grpc.server.executor=" + executor).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				this.mayAnswer.countDown();
				channel.echo().withDeadlineAfter(1_000, TimeUnit.SECONDS).say(EchoService.phrase("hello"));
				GrpcCall call = call();
				assertThat(call.method()).isEqualTo("testing.Echo/Say");
				assertThat(call.authority()).isEqualTo(channel.channel().authority());
				assertThat(call.attributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)).isNotNull().isEqualTo(call.peer());
				assertThat(call.remainingTime()).isBetween(Duration.ofSeconds(900), Duration.ofSeconds(1_000));
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct" })
	void aCallThatIsAnsweredIsNeverCancelled(String executor) {
		this.runner.withPropertyValues("grpc.server.executor=" + executor).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				ListenableFuture<Phrase> reply = EchoGrpc.newFutureStub(channel.channel())
					.withDeadlineAfter(20, TimeUnit.SECONDS)
					.say(EchoService.phrase("hello"));
				GrpcCall call = call();
				assertThat(call.isCancelled()).isFalse();
				this.mayAnswer.countDown();
				reply.get(20, TimeUnit.SECONDS);
				// an answer overtakes no later one on the same connection
				assertThat(Probe.check(channel.channel(), "")).isNotNull();
				assertThat(call.isCancelled()).isFalse();
				assertThat(call.cancellation()).isNull();
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct" })
	void aCallWhoseCallerHasGoneSaysSoOnEveryThread(String executor) {
		this.runner.withPropertyValues("grpc.server.executor=" + executor).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				ListenableFuture<Phrase> reply = EchoGrpc.newFutureStub(channel.channel()).say(unanswered());
				GrpcCall call = call();
				reply.cancel(true);
				awaitUntil(call::isCancelled);
				assertThat(call.cancellation().getCode()).isEqualTo(Status.Code.CANCELLED);
				assertThat(call.cancellation().getDescription()).startsWith("the caller has cancelled the call");
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct" })
	void aCallWhoseDeadlineHasPassedIsCancelledWithThatReason(String executor) {
		this.runner.withPropertyValues("grpc.server.executor=" + executor).run((application) -> {
			try (TestChannel channel = TestChannel.to(application)) {
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> channel.echo().withDeadlineAfter(300, TimeUnit.MILLISECONDS).say(unanswered()));
				GrpcCall call = call();
				awaitUntil(call::isCancelled);
				Status.Code first = call.cancellation().getCode();
				assertThat(first).isIn(Status.Code.CANCELLED, Status.Code.DEADLINE_EXCEEDED);
				awaitUntil(() -> call.remainingTime().isZero());
				assertThat(call.cancellation().getDescription()).isNotEmpty();
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct" })
	void aCallThatTheServerEndsSaysThatItsDeadlineHasPassedAlsoAfterwards(String executor) {
		this.runner.withPropertyValues("grpc.server.executor=" + executor, "grpc.server.deadline=300ms")
			.run((application) -> {
				try (TestChannel channel = TestChannel.to(application)) {
					assertThatExceptionOfType(StatusRuntimeException.class)
						.isThrownBy(() -> EchoGrpc.newBlockingStub(channel.channel()).say(unanswered()));
					assertThat(Probe.check(channel.channel(), "")).isNotNull();
					assertThat(call().cancellation().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
					assertThat(call().remainingTime()).isZero();
				}
			});
	}

	private GrpcCall call() throws Exception {
		return this.seen.get(20, TimeUnit.SECONDS);
	}

	private static Phrase unanswered() {
		return Phrase.newBuilder().setText("hello").setTimes(1).build();
	}

	private static void awaitUntil(Supplier<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition::get);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
