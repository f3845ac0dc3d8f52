package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import dev.grpcstarter.testing.TimeoutHeader;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class OverdueHandlerTests {

	private static final String NAME = "overdue-handlers";

	private final CountDownLatch mayEnd = new CountDownLatch(1);

	private final CountDownLatch twoAreStuck = new CountDownLatch(2);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class, () -> new Stuck(this.mayEnd, this.twoAreStuck))
		.withPropertyValues("grpc.server.port=none", "grpc.server.in-process-name=" + NAME,
				"grpc.server.deadline=200ms", "grpc.server.detect-blocking=false");

	static List<String> executors() {
		return DeadlineExpiryTests.executors();
	}

	@AfterEach
	void end() {
		this.mayEnd.countDown();
	}

	@ParameterizedTest
	@MethodSource("executors")
	void aHandlerThatGoesOnAfterItsDeadlineIsNamedWithItsStackOnceAMinute(String executor, CapturedOutput output) {
		this.runner.withBean(Cancellable.class)
			.withPropertyValues("grpc.server.executor=" + executor)
			.run((context) -> {
				try (TestChannel channel = TestChannel.inProcess(NAME)) {
					assertThatDeadlineIsExceeded(() -> MirrorGrpc.newBlockingStub(channel.channel()).reverse(phrase()));
					call(() -> EchoGrpc.newBlockingStub(channel.channel()).say(phrase()));
					awaitLog(output, "testing.Echo/Say", "Stuck.say(OverdueHandlerTests.java:");
					call(() -> EchoGrpc.newBlockingStub(channel.channel()).say(phrase()));
					await(this.twoAreStuck);
					// the other method has a minute of its own, and its deadline is a
					// later one
					Channel asking = ClientInterceptors.intercept(channel.channel(), new TimeoutHeader("400m"));
					call(() -> EchoGrpc.newBlockingStub(asking).sayTimes(phrase()).hasNext());
					awaitLog(output, "testing.Echo/SayTimes", "Stuck.sayTimes(OverdueHandlerTests.java:");
				}
				assertThat(StringUtils.countOccurrencesOf(output.toString(),
						"The deadline of a call to testing.Echo/Say "))
					.isEqualTo(1);
				assertThat(output).doesNotContain("The deadline of a call to testing.Mirror/Reverse");
				this.mayEnd.countDown();
			});
	}

	// a direct handler has the thread of its caller
	private static void call(Runnable call) {
		Thread caller = new Thread(() -> assertThatDeadlineIsExceeded(call), "caller");
		caller.setDaemon(true);
		caller.start();
	}

	private static void awaitLog(CapturedOutput output, String method, String place) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(output)
				.containsPattern("The deadline of a call to %s has passed, ".formatted(method)
						+ "and its handler still runs on '.*', [\\dms]+ after the call had arrived")
				.contains(place));
	}

	private static void assertThatDeadlineIsExceeded(Runnable call) {
		StatusRuntimeException ex = catchThrowableOfType(StatusRuntimeException.class, call::run);
		assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
	}

	private static Phrase phrase() {
		return EchoService.phrase("hello");
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ends when it is cancelled.
	 */
	static class Cancellable extends MirrorGrpc.MirrorImplBase {

		@Override
		public void reverse(Phrase request, StreamObserver<Phrase> caller) {
			CountDownLatch cancelled = new CountDownLatch(1);
			Context.current().addListener((context) -> cancelled.countDown(), Runnable::run);
			await(cancelled);
			// what it has to put in order takes a moment
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
		}

	}

	/**
	 * Goes on and on.
	 */
	static class Stuck extends EchoService {

		private final CountDownLatch mayEnd;

		private final CountDownLatch twoAreStuck;

		Stuck(CountDownLatch mayEnd, CountDownLatch twoAreStuck) {
			this.mayEnd = mayEnd;
			this.twoAreStuck = twoAreStuck;
		}

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			this.twoAreStuck.countDown();
			OverdueHandlerTests.await(this.mayEnd);
		}

		@Override
		public void sayTimes(Phrase request, StreamObserver<Phrase> caller) {
			OverdueHandlerTests.await(this.mayEnd);
		}

	}

}
