package dev.grpcstarter.observation.autoconfigure;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.server.error.GrpcAdvice;
import dev.grpcstarter.server.error.GrpcExceptionHandler;
import dev.grpcstarter.server.error.autoconfigure.GrpcServerErrorAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Outcome;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that fail by an exception are in the metrics with the status that the caller
 * gets.
 */
class ErrorMetricsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class, GrpcServerErrorAutoConfiguration.class,
						GrpcServerAutoConfiguration.class, GrpcServerMetricsAutoConfiguration.class))
		.withPropertyValues("grpc.server.address=127.0.0.1", "grpc.server.port=0")
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

	@Test
	void anExceptionThatIsMappedToInvalidArgumentIsMeteredAsThat() {
		failed((caller) -> {
			throw new IllegalArgumentException();
		}, Status.Code.INVALID_ARGUMENT);
	}

	@Test
	void anExceptionThatIsHandedToOnErrorIsMeteredAsItIsMapped() {
		failed((caller) -> caller.onError(new IllegalArgumentException()), Status.Code.INVALID_ARGUMENT);
	}

	@Test
	void whatAnAdviceChoosesIsMetered() {
		failed((caller) -> {
			throw new NoSuchElementException();
		}, Status.Code.NOT_FOUND, NotFound.class);
	}

	@Test
	void aStatusThatIsThrownIsMeteredThoughThereIsAnAdvice() {
		failed((caller) -> {
			throw Status.ABORTED.asRuntimeException();
		}, Status.Code.ABORTED, NotFound.class);
	}

	@Test
	void anExceptionThatNothingIsKnownOfIsMetered() {
		failed((caller) -> {
			throw new IllegalStateException();
		}, Status.Code.UNKNOWN, NotFound.class);
	}

	@Test
	void whatAnInterceptorThrowsIsMeteredOnAllKindsOfCalls() {
		failed((caller) -> {
		}, Status.Code.PERMISSION_DENIED, Denying.class);
	}

	private void failed(Consumer<StreamObserver<Phrase>> handler, Status.Code code, Class<?>... beans) {
		this.runner.withBean(EchoService.class, () -> new Failing(handler))
			.withUserConfiguration(beans)
			.run((context) -> {
				List<MethodDescriptor<Phrase, Phrase>> methods = Outcome.allKinds();
				try (TestChannel channel = TestChannel.to(context)) {
					methods.forEach((method) -> assertThat(
							Outcome.of(channel.channel(), method, EchoService.phrase("hello")).status().getCode())
						.isEqualTo(code));
				}
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				Awaitility.await().untilAsserted(() -> {
					for (MethodDescriptor<Phrase, Phrase> method : methods) {
						assertThat(registry.get("grpc.server.call.duration")
							.tags("grpc.method", method.getFullMethodName(), "grpc.status", code.name())
							.timer()
							.count()).isEqualTo(1);
					}
				});
				assertThat(registry.find("grpc.server.call.duration").timers()).filteredOn((timer) -> timer.count() > 0)
					.hasSameSizeAs(methods);
			});
	}

	/**
	 * Fails in all four kinds of calls.
	 */
	static class Failing extends EchoService {

		private final Consumer<StreamObserver<Phrase>> handler;

		Failing(Consumer<StreamObserver<Phrase>> handler) {
			this.handler = handler;
		}

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			this.handler.accept(caller);
		}

		@Override
		public void sayTimes(Phrase request, StreamObserver<Phrase> caller) {
			this.handler.accept(caller);
		}

		@Override
		public StreamObserver<Phrase> join(StreamObserver<Phrase> caller) {
			return chat(caller);
		}

		@Override
		public StreamObserver<Phrase> chat(StreamObserver<Phrase> caller) {
			return new StreamObserver<>() {

				@Override
				public void onNext(Phrase phrase) {
					Failing.this.handler.accept(caller);
				}

				@Override
				public void onError(Throwable ex) {
				}

				@Override
				public void onCompleted() {
				}

			};
		}

	}

	@GrpcAdvice
	static class NotFound {

		@GrpcExceptionHandler
		Status notFound(NoSuchElementException ex) {
			return Status.NOT_FOUND;
		}

	}

	@GlobalServerInterceptor
	static class Denying implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			throw new SecurityException("secret");
		}

	}

}
