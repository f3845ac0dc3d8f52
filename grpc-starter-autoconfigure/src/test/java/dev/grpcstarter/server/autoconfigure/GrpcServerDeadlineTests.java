package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GrpcServices;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import dev.grpcstarter.testing.TimeoutHeader;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Which deadline the calls to a server have.
 */
class GrpcServerDeadlineTests {

	private final Map<String, Duration> timeByMethod = new ConcurrentHashMap<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class, Clock::new)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { // asked, default, most, of Say, of SayTimes
			"-, -, -, PT60S, -", "-, 30s, -, PT30S, -", "-, none, -, -, -", "-, none, 40s, PT40S, -",
			"-, 30s, 40s, PT30S, -", "-, 50s, 40s, PT40S, -", "20s, 30s, -, PT20S, PT20S", "90s, 30s, -, PT90S, PT90S",
			"90s, 30s, 40s, PT40S, PT40S", "90s, none, none, PT90S, PT90S", "20s, none, 40s, PT20S, PT20S" })
	void theServerBoundsUnaryCallsThatBringNoDeadlineAndCapsWhatIsAskedFor(String asked, String unary, String most,
			Duration ofUnary, Duration ofStream) {
		for (String executor : new String[] { "platform", "direct" }) {
			this.runner.withPropertyValues("grpc.server.executor=" + executor)
				.withPropertyValues(property("deadline", unary))
				.withPropertyValues(property("max-deadline", most))
				.run((context) -> {
					try (TestChannel channel = TestChannel.to(context)) {
						Channel calls = (asked != null) ? ClientInterceptors.intercept(channel.channel(),
								new TimeoutHeader(asked.replace("s", "S"))) : channel.channel();
						EchoGrpc.newBlockingStub(calls).say(EchoService.phrase("hello"));
						EchoGrpc.newBlockingStub(calls).sayTimes(EchoService.phrase("hello")).hasNext();
					}
					assertThatTimeIs("Say", ofUnary);
					assertThatTimeIs("SayTimes", ofStream);
				});
		}
	}

	@Test
	void aPatternChangesTheDeadlinesOfItsMethodsKeyByKey() {
		this.runner
			.withPropertyValues("grpc.server.max-deadline=40s", "grpc.server.methods[testing.Echo/Say].deadline=20s",
					"grpc.server.methods[testing.Echo/SayTimes].max-deadline=none")
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					EchoGrpc.newBlockingStub(channel.channel()).say(EchoService.phrase("hello"));
					EchoGrpc.newBlockingStub(channel.channel())
						.withDeadlineAfter(1, TimeUnit.HOURS)
						.sayTimes(EchoService.phrase("hello"))
						.hasNext();
				}
				assertThatTimeIs("Say", Duration.ofSeconds(20));
				assertThatTimeIs("SayTimes", Duration.ofHours(1));
			});
	}

	@Test
	void takenOutOfTheChainOnlyTheDeadlinesOfCallersAreLeft() {
		this.runner.withPropertyValues("grpc.server.interceptors=-deadline").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				EchoGrpc.newBlockingStub(channel.channel()).say(EchoService.phrase("hello"));
				assertThatTimeIs("Say", null);
				channel.echo().say(EchoService.phrase("hello"));
				assertThatTimeIs("Say", Duration.ofSeconds(10));
			}
		});
	}

	@Test
	void theChainSaysWhichDeadlinesThereAre() {
		this.runner
			.withPropertyValues("grpc.server.methods[testing.Echo/Join].max-deadline=5s",
					"grpc.server.methods[testing.Mirror/Reverse].max-deadline=1500ms")
			.withBean(MirrorService.class)
			.run((context) -> {
				assertThat(deadline(context.getBean(GrpcServices.class), "testing.Echo/Say"))
					.isEqualTo("deadline(60s)");
				assertThat(deadline(context.getBean(GrpcServices.class), "testing.Echo/Chat")).isEqualTo("deadline");
				assertThat(deadline(context.getBean(GrpcServices.class), "testing.Echo/Join"))
					.isEqualTo("deadline(at most 5s)");
				assertThat(deadline(context.getBean(GrpcServices.class), "testing.Mirror/Reverse"))
					.isEqualTo("deadline(at most 1500ms)");
				assertThat(deadline(context.getBean(GrpcServices.class), "grpc.health.v1.Health/Check")).isEmpty();
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "-    | the server allows 300ms to a call that brings no deadline",
					"200m | CallOptions deadline exceeded after ",
					"10S  | the server allows no call to take longer than 400ms" })
	void theCallerIsToldWhichDeadlineHasPassed(String asked, String description) {
		for (String executor : new String[] { "platform", "direct" }) {
			String name = UUID.randomUUID().toString();
			this.runner
				.withPropertyValues("grpc.server.deadline=300ms", "grpc.server.max-deadline=400ms",
						"grpc.server.executor=" + executor, "grpc.server.in-process-name=" + name)
				.run((context) -> {
					try (TestChannel tcp = TestChannel.to(context);
							TestChannel inProcess = TestChannel.inProcess(name)) {
						assertThatDeadlineIsExceeded(tcp.channel(), asked, description);
						assertThatDeadlineIsExceeded(inProcess.channel(), asked, description);
					}
				});
		}
	}

	private static void assertThatDeadlineIsExceeded(Channel channel, String asked, String description) {
		Channel calls = (asked.equals("-")) ? channel : ClientInterceptors.intercept(channel, new TimeoutHeader(asked));
		StatusRuntimeException ex = catchThrowableOfType(StatusRuntimeException.class,
				() -> EchoGrpc.newBlockingStub(calls).say(EchoService.phrase("never")));
		assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
		assertThat(ex.getStatus().getDescription()).startsWith(description);
	}

	private static String[] property(String name, String value) {
		return (value != null) ? new String[] { "grpc.server." + name + "=" + value } : new String[0];
	}

	private static String deadline(GrpcServices services, String method) {
		return services.served()
			.stream()
			.flatMap((service) -> service.methods().stream())
			.filter((served) -> served.name().equals(method))
			.flatMap((served) -> served.chain().stream())
			.filter((name) -> name.startsWith("deadline"))
			.findFirst()
			.orElse("");
	}

	private void assertThatTimeIs(String method, Duration expected) {
		if (expected == null) {
			assertThat(this.timeByMethod).doesNotContainKey(method);
		}
		else {
			assertThat(this.timeByMethod.get(method)).isBetween(expected.minusSeconds(9), expected);
		}
	}

	/**
	 * Takes note of the time that its calls have.
	 */
	private final class Clock extends EchoService {

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			note("Say");
			if (!request.getText().equals("never")) {
				super.say(request, caller);
			}
		}

		@Override
		public void sayTimes(Phrase request, StreamObserver<Phrase> caller) {
			note("SayTimes");
			super.sayTimes(request, caller);
		}

		private void note(String method) {
			Deadline deadline = Context.current().getDeadline();
			if (deadline == null) {
				GrpcServerDeadlineTests.this.timeByMethod.remove(method);
			}
			else {
				GrpcServerDeadlineTests.this.timeByMethod.put(method,
						Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS)));
			}
		}

	}

}
