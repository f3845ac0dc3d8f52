package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.google.common.util.concurrent.ListenableFuture;
import dev.grpcstarter.call.GrpcCall;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GrpcServerLifecycle;
import dev.grpcstarter.server.GrpcServices;
import dev.grpcstarter.server.error.autoconfigure.GrpcServerErrorAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MethodsWithoutStagesTests {

	private static final String NOTHING = "-context,-exceptions,-deadline";

	private static final Executor OWN_THREAD = (task) -> new Thread(task).start();

	private final ServerServiceDefinition bound = new EchoService().bindService();

	private final CountDownLatch arrived = new CountDownLatch(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerErrorAutoConfiguration.class,
				GrpcServerAutoConfiguration.class))
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1", "grpc.server.executor=direct",
				"grpc.server.detect-blocking=false");

	@Test
	void onTheEventLoopAServiceWithoutStagesIsServedAsItHasBeenBound() {
		this.runner.withBean("echo", BindableService.class, () -> () -> this.bound)
			.withPropertyValues("grpc.server.interceptors=" + NOTHING)
			.run((context) -> assertThat(context.getBean(GrpcServices.class).definitions()).contains(this.bound));
	}

	@ParameterizedTest
	@ValueSource(strings = { "executor=platform", "detect-blocking=true", "interceptors=-context,-exceptions",
			"interceptors=-context,-deadline", "compression=gzip" })
	void anythingAroundItMakesItAnother(String property) {
		this.runner.withBean("echo", BindableService.class, () -> () -> this.bound)
			.withPropertyValues("grpc.server.interceptors=" + NOTHING, "grpc.server." + property)
			.run((context) -> assertThat(context.getBean(GrpcServices.class).definitions()).doesNotContain(this.bound));
	}

	@Test
	void ofAServiceWithStagesTheMethodsWithoutAnyAreServedAsTheyHaveBeenBound() {
		this.runner.withBean("echo", BindableService.class, () -> () -> this.bound)
			.withPropertyValues("grpc.server.methods[testing.Echo/Say].interceptors=" + NOTHING)
			.run((context) -> assertThat(context.getBean(GrpcServices.class).definitions())
				.filteredOn((definition) -> definition.getServiceDescriptor().getName().equals("testing.Echo"))
				.singleElement()
				.satisfies((echo) -> assertThat(echo.getMethods())
					.filteredOn((method) -> this.bound.getMethods().contains(method))
					.singleElement()
					.satisfies((method) -> assertThat(method.getMethodDescriptor().getBareMethodName())
						.isEqualTo("Say"))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "direct", "platform" })
	void aCallIsNotKnownWhereNoStageNeedsIt(String executor) {
		AtomicReference<Runnable> current = new AtomicReference<>();
		this.runner.withBean(EchoService.class, () -> new EchoService() {

			@Override
			public void say(Phrase request, StreamObserver<Phrase> caller) {
				try {
					GrpcCall.current();
				}
				catch (IllegalStateException ex) {
					current.set(() -> {
						throw ex;
					});
				}
				super.say(request, caller);
			}

		})
			.withPropertyValues("grpc.server.methods[testing.Echo/Say].interceptors=" + NOTHING,
					"grpc.server.executor=" + executor)
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					channel.echo().say(EchoService.phrase("hello"));
				}
				assertThatIllegalStateException().isThrownBy(() -> current.get().run())
					.withMessageContaining("does not work for a gRPC call");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "interceptors", "methods[testing.Echo/Say].interceptors" })
	void theStopWaitsForCallsThatAreNotKnown(String key) {
		AtomicReference<StreamObserver<Phrase>> later = new AtomicReference<>();
		this.runner.withBean(MirrorService.class)
			.withBean(EchoService.class, () -> new Later(later, this.arrived))
			.withPropertyValues("grpc.server." + key + "=" + NOTHING)
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					ListenableFuture<Phrase> reply = EchoGrpc.newFutureStub(channel.channel())
						.say(EchoService.phrase("hello"));
					assertThat(this.arrived.await(20, TimeUnit.SECONDS)).isTrue();
					CompletableFuture<Void> stop = CompletableFuture
						.runAsync(context.getBean(GrpcServerLifecycle.class)::stop, OWN_THREAD);
					// longer than the stop waits for a call to arrive that might be on
					// its way
					Awaitility.await()
						.during(Duration.ofMillis(1_500))
						.atMost(Duration.ofSeconds(20))
						.until(() -> !stop.isDone() && !reply.isDone());
					later.get().onNext(EchoService.phrase("late"));
					later.get().onCompleted();
					assertThat(reply.get(20, TimeUnit.SECONDS).getText()).isEqualTo("late");
					stop.get(20, TimeUnit.SECONDS);
				}
			});
	}

	@Test
	void theDeadlineOfACallerStillHoldsThere() {
		this.runner.withBean(EchoService.class, () -> new Later(new AtomicReference<>(), this.arrived))
			.withPropertyValues("grpc.server.interceptors=" + NOTHING)
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					assertThat(catchThrowableOfType(StatusRuntimeException.class,
							() -> channel.echo()
								.withDeadlineAfter(200, TimeUnit.MILLISECONDS)
								.say(EchoService.phrase("hello")))
						.getStatus()
						.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
				}
			});
	}

	/**
	 * Answers when it is told to.
	 */
	private static final class Later extends EchoService {

		private final AtomicReference<StreamObserver<Phrase>> later;

		private final CountDownLatch arrived;

		Later(AtomicReference<StreamObserver<Phrase>> later, CountDownLatch arrived) {
			this.later = later;
			this.arrived = arrived;
		}

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			this.later.set(caller);
			this.arrived.countDown();
		}

	}

}
