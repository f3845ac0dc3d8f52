package dev.grpcstarter.server.error;

import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.server.error.autoconfigure.GrpcServerErrorAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Outcome;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in the log, from the loggers of the starter, of gRPC and of anything else.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureLogTests {

	private static final Phrase HELLO = EchoService.phrase("hello").toBuilder().setTimes(2).build();

	private final String marker = UUID.randomUUID().toString();

	@Test
	void anUnhandledExceptionIsLoggedOnceWithItsStackTheMethodAndThePeer(CapturedOutput output) {
		say((caller) -> Sabotage.throwAny(new IllegalStateException(this.marker)));
		assertThat(output).containsOnlyOnce(this.marker)
			.containsPattern("ERROR .*The call to testing.Echo/Say from /127.0.0.1:\\d+ failed with UNKNOWN\n+"
					+ "java.lang.IllegalStateException: " + this.marker + "\n\tat ");
	}

	@ParameterizedTest
	@EnumSource(names = "CANCEL", mode = EnumSource.Mode.EXCLUDE)
	void whereverItIsThrownItIsLoggedOnce(Sabotage.Place place, CapturedOutput output) {
		try (ConfigurableApplicationContext context = start((caller) -> {
		}, sabotage()); TestChannel channel = TestChannel.to(context)) {
			Outcome.of(channel.channel(), EchoGrpc.getSayTimesMethod(), HELLO, Sabotage.at(place));
		}
		assertThat(output).containsOnlyOnce("IllegalStateException: " + this.marker);
	}

	@Test
	void whatIsThrownWhenTheHandlerHearsOfACancellationIsLoggedOnce(CapturedOutput output) {
		CountDownLatch entered = new CountDownLatch(1);
		try (ConfigurableApplicationContext context = start((caller) -> entered.countDown(), sabotage());
				TestChannel channel = TestChannel.to(context)) {
			Future<Phrase> call = EchoGrpc.newFutureStub(channel.channel())
				.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(Sabotage.at(Sabotage.Place.CANCEL)))
				.say(HELLO);
			ErrorRunner.await(entered);
			call.cancel(true);
		}
		assertThat(output).containsOnlyOnce("IllegalStateException: " + this.marker).contains(" WARN ");
	}

	private Consumer<GenericApplicationContext> sabotage() {
		return (context) -> context.registerBean(Sabotage.class,
				() -> new Sabotage((reached) -> new IllegalStateException(this.marker)));
	}

	@Test
	void whatIsTheCallersFaultIsOneLine(CapturedOutput output) {
		say((caller) -> Sabotage.throwAny(new IllegalArgumentException("two\nlines " + this.marker)));
		assertThat(output).containsOnlyOnce(this.marker)
			.containsPattern(" INFO .*The call to testing.Echo/Say from /127.0.0.1:\\d+ failed with INVALID_ARGUMENT: "
					+ "java.lang.IllegalArgumentException: two lines " + this.marker + "\n")
			.doesNotContain("\tat ");
	}

	@Test
	void whatTheServerLacksIsOneLineOfWarning(CapturedOutput output) {
		say((caller) -> Sabotage.throwAny(new RejectedExecutionException(this.marker)));
		assertThat(output).containsOnlyOnce(this.marker)
			.containsPattern(" WARN .*failed with RESOURCE_EXHAUSTED: ")
			.doesNotContain("\tat ");
	}

	@Test
	void whatIsWrittenToOneLineHasItsStackWhereTheLoggerIsAtDebug(CapturedOutput output) {
		say((caller) -> Sabotage.throwAny(new IllegalArgumentException(this.marker)),
				"logging.level.dev.grpcstarter.server.error=debug");
		assertThat(output).containsPattern(" INFO .*failed with INVALID_ARGUMENT").contains("\tat ");
	}

	@Test
	void aStatusThatIsThrownIsNotLogged(CapturedOutput output) {
		say((caller) -> Sabotage.throwAny(Status.INTERNAL.withDescription(this.marker).asRuntimeException()));
		say((caller) -> Sabotage
			.throwAny(Status.NOT_FOUND.withCause(new IllegalStateException(this.marker)).asRuntimeException()));
		say((caller) -> caller
			.onError(Status.NOT_FOUND.withCause(new IllegalStateException(this.marker)).asRuntimeException()));
		assertThat(output).doesNotContain(this.marker);
	}

	@Test
	void aStatusThatIsThrownIsInTheLogAtDebug(CapturedOutput output) {
		say((caller) -> Sabotage.throwAny(Status.NOT_FOUND.withDescription(this.marker).asRuntimeException()),
				"logging.level.dev.grpcstarter.server.error=debug");
		assertThat(output).containsOnlyOnce(this.marker)
			.containsPattern("DEBUG .*The call to testing.Echo/Say from /127.0.0.1:\\d+ failed with NOT_FOUND");
	}

	@Test
	void anInternalStatusWithACauseIsLogged(CapturedOutput output) {
		say((caller) -> Sabotage
			.throwAny(Status.INTERNAL.withCause(new IllegalStateException(this.marker)).asRuntimeException()));
		assertThat(output).containsOnlyOnce(this.marker).containsPattern("ERROR .*failed with INTERNAL");
	}

	@Test
	void anInternalStatusWithACauseThatIsHandedToOnErrorIsLogged(CapturedOutput output) {
		say((caller) -> caller.onError(Status.DATA_LOSS.withDescription("torn")
			.withCause(new IllegalStateException(this.marker))
			.asRuntimeException()));
		assertThat(output).containsOnlyOnce(this.marker).containsPattern("ERROR .*failed with DATA_LOSS");
	}

	@Test
	void anExceptionThatIsHandedToOnErrorAndThrownIsLoggedOnce(CapturedOutput output) {
		say((caller) -> {
			IllegalStateException ex = new IllegalStateException(this.marker);
			caller.onError(ex);
			throw ex;
		});
		assertThat(output).containsOnlyOnce(this.marker).doesNotContain("call already closed");
	}

	@Test
	void aStatusThatIsHandedToOnErrorAndThrownIsNotLogged(CapturedOutput output) {
		say((caller) -> {
			RuntimeException ex = Status.NOT_FOUND.withDescription(this.marker).asRuntimeException();
			caller.onError(ex);
			throw ex;
		});
		assertThat(output).doesNotContain(this.marker).doesNotContain("WARN");
	}

	@Test
	void whatIsThrownAfterTheAnswerIsLoggedOnceAndNotSent(CapturedOutput output) {
		say((caller) -> {
			caller.onNext(EchoService.phrase("answer"));
			caller.onCompleted();
			throw new IllegalStateException(this.marker);
		});
		assertThat(output).containsOnlyOnce(this.marker)
			.containsPattern(" WARN .*The call to testing.Echo/Say from .* had ended when an exception was thrown")
			.doesNotContain("call already closed");
	}

	@Test
	void whatAHandlerThrowsBecauseItsCallWasCancelledIsNotLogged(CapturedOutput output) throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch thrown = new CountDownLatch(1);
		try (ConfigurableApplicationContext context = start((caller) -> {
			CountDownLatch cancelled = new CountDownLatch(1);
			Context.current().addListener((cancelledContext) -> cancelled.countDown(), Runnable::run);
			entered.countDown();
			ErrorRunner.await(cancelled);
			thrown.countDown();
			throw new IllegalStateException(this.marker);
		}, (registry) -> {
		}); TestChannel channel = TestChannel.to(context)) {
			Future<Phrase> call = EchoGrpc.newFutureStub(channel.channel()).say(HELLO);
			ErrorRunner.await(entered);
			call.cancel(true);
			ErrorRunner.await(thrown);
		}
		assertThat(output).doesNotContain(this.marker).doesNotContain("ERROR", "SEVERE");
	}

	@Test
	void whatIsWithinACarrierIsNamed(CapturedOutput output) {
		say((caller) -> Sabotage.throwAny(new ExecutionException(new RejectedExecutionException(this.marker))));
		assertThat(output).containsPattern("failed with RESOURCE_EXHAUSTED: .*RejectedExecutionException: ");
	}

	private void say(Consumer<StreamObserver<Phrase>> handler, String... properties) {
		try (ConfigurableApplicationContext context = start(handler, (registry) -> {
		}, properties); TestChannel channel = TestChannel.to(context)) {
			Outcome.of(channel.channel(), EchoGrpc.getSayMethod(), HELLO);
		}
	}

	/**
	 * A whole application, so that the log of java.util.logging is in the output too.
	 */
	private static ConfigurableApplicationContext start(Consumer<StreamObserver<Phrase>> handler,
			Consumer<GenericApplicationContext> beans, String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("grpc.server.port=0", "grpc.server.address=127.0.0.1", "spring.main.banner-mode=off")
			.properties(properties)
			.initializers((ApplicationContextInitializer<GenericApplicationContext>) (context) -> {
				context.registerBean(EchoService.class, () -> new ErrorRunner.Handling(handler));
				beans.accept(context);
			})
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcServerErrorAutoConfiguration.class,
			GrpcServerAutoConfiguration.class })
	static class Application {

	}

}
