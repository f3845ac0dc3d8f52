package dev.grpcstarter.server.error;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.server.error.autoconfigure.GrpcServerErrorAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Outcome;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.stub.StreamObserver;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Serves calls that fail as a test wants them to.
 */
final class ErrorRunner {

	private static final String NAME = "errors";

	private ErrorRunner() {
	}

	/**
	 * A server on a TCP port and in-process.
	 */
	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(AopAutoConfiguration.class, GrpcConfigurationAutoConfiguration.class,
							GrpcServerErrorAutoConfiguration.class, GrpcServerAutoConfiguration.class))
			.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1",
					"grpc.server.in-process-name=" + NAME);
	}

	static TestChannel inProcess() {
		return TestChannel.inProcess(NAME);
	}

	/**
	 * What a caller gets of an exception that the handler of a unary call throws.
	 */
	static Outcome thrown(Throwable ex, Class<?>... advices) {
		return handled((caller) -> Sabotage.throwAny(ex), advices);
	}

	/**
	 * What a caller gets when the handler of a unary call does something.
	 */
	static Outcome handled(Consumer<StreamObserver<Phrase>> handler, Class<?>... advices) {
		Outcome[] outcome = new Outcome[1];
		runner().withBean(EchoService.class, () -> new Handling(handler))
			.withUserConfiguration(advices)
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					outcome[0] = Outcome.of(channel.channel(), EchoGrpc.getSayMethod(), EchoService.phrase("hello"));
				}
			});
		return outcome[0];
	}

	static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * An echo whose unary method does what it is told.
	 */
	static class Handling extends EchoService {

		private final Consumer<StreamObserver<Phrase>> handler;

		Handling(Consumer<StreamObserver<Phrase>> handler) {
			this.handler = handler;
		}

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			this.handler.accept(caller);
		}

	}

}
