package dev.grpcstarter.server.execution;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import com.google.common.util.concurrent.ListenableFuture;
import dev.grpcstarter.call.Deadlines;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class InFlightCallsTests {

	private final String name = UUID.randomUUID().toString();

	private final InFlightCalls inFlight = new InFlightCalls(Map.of("testing.Echo/Say", Tracking.BOUNDED));

	private final CallExecutors executors = new CallExecutors(new PlatformPool(2, 2), (bean) -> (task) -> {
		throw new RejectedExecutionException("never");
	}, false);

	private TestChannel channel;

	@BeforeEach
	void connect() {
		this.channel = TestChannel.inProcess(this.name);
	}

	@AfterEach
	void close() {
		this.channel.close();
		this.executors.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct", "never" })
	void nothingIsKeptOfACallThatHasEnded(String executor) throws Exception {
		Server server = serve(executor);
		for (int i = 0; i < 10; i++) {
			call(() -> this.channel.echo().say(EchoService.phrase("hello")));
			call(() -> this.channel.mirror().reverse(EchoService.phrase("not served")));
		}
		assertNothingIsKept();
		server.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct" })
	void aCallThatIsGivenUpIsListedUntilThen(String executor) throws Exception {
		Server server = serve(executor);
		ListenableFuture<Phrase> call = EchoGrpc.newFutureStub(this.channel.channel())
			.withDeadlineAfter(1, TimeUnit.HOURS)
			.say(EchoService.phrase("later"));
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.inFlight.list()).singleElement()
				.satisfies((entry) -> assertThat(entry.method()).isEqualTo("testing.Echo/Say")));
		Awaitility.await().until(() -> this.executors.deadlineTimer().size() == 1);
		call.cancel(true);
		assertNothingIsKept();
		server.shutdownNow();
	}

	private Server serve(String executor) throws Exception {
		ExecutionStage stage = new ExecutionStage(new MethodExecutors(executor, Map.of()), this.executors);
		return InProcessServerBuilder.forName(this.name)
			.directExecutor()
			.addStreamTracerFactory(this.inFlight)
			.addService(
					stage.around(new Later().bindService(), (method) -> new HandledMethod(null, false, Deadlines.NONE)))
			.build()
			.start();
	}

	private static void call(Runnable call) {
		try {
			call.run();
		}
		catch (StatusRuntimeException ex) {
			// how it ends does not matter
		}
	}

	private void assertNothingIsKept() {
		Awaitility.await().untilAsserted(() -> {
			assertThat(this.inFlight.list()).isEmpty();
			assertThat(this.executors.deadlineTimer().size()).isZero();
		});
	}

	/**
	 * Answers some calls at once, and others never.
	 */
	private static final class Later extends EchoService {

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			if (!request.getText().equals("later")) {
				super.say(request, caller);
			}
		}

	}

}
