package dev.grpcstarter.propagation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.google.common.util.concurrent.ListenableFuture;
import dev.grpcstarter.client.autoconfigure.GrpcClientAutoConfiguration;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.propagation.Propagating.Seen;
import dev.grpcstarter.propagation.Work.Way;
import dev.grpcstarter.propagation.autoconfigure.GrpcContextAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.GrpcComplaints;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.reactor.autoconfigure.ReactorAutoConfiguration;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

class ContextPropagationTests {

	private static final Metadata.Key<String> ID = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcContextAutoConfiguration.class, GrpcBuiltInServicesAutoConfiguration.class,
				GrpcServerAutoConfiguration.class, GrpcClientAutoConfiguration.class, AopAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class,
				ReactorAutoConfiguration.class))
		.withUserConfiguration(Propagating.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1", "grpc.server.mdc=x-request-id",
				"grpc.client.channels.remote.target=in-process:unused", "spring.task.execution.pool.core-size=1",
				"spring.task.execution.pool.max-size=1", "spring.reactor.context-propagation=auto");

	@AfterAll
	static void leaveReactorAsItWas() {
		Hooks.disableAutomaticContextPropagation();
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void theContextFollowsTheWorkAndNothingIsLeftOnItsThread(Way way) {
		this.runner.run((context) -> follows(context.getBean(Propagating.class), TestChannel.to(context), way));
	}

	@ParameterizedTest
	@EnumSource(value = Way.class, names = { "ASYNC_FUTURE", "ASYNC_VOID", "EXECUTOR", "COMPLETABLE_FUTURE" })
	void itGetsAlongWithTheDecoratorThatCarriesEverything(Way way) {
		this.runner.withPropertyValues("spring.task.execution.propagate-context=true")
			.run((context) -> follows(context.getBean(Propagating.class), TestChannel.to(context), way));
	}

	// Spring's scheduler with virtual threads decorates a task when its time has come
	@ParameterizedTest
	@EnumSource(value = Way.class, mode = Mode.EXCLUDE, names = "SCHEDULER")
	void itFollowsToVirtualThreads(Way way) {
		if (!JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)) {
			String message = "SKIPPED: propagation to virtual threads was NOT tested, because this Java has none";
			LoggerFactory.getLogger(getClass()).warn(message);
			assumeThat(false).as(message).isTrue();
		}
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> follows(context.getBean(Propagating.class), TestChannel.to(context), way));
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aCancelledCallCancelsWhatItsWorkCallsUnlessThatIsMeantToOutliveIt(Way way) {
		this.runner.run((context) -> {
			Propagating application = context.getBean(Propagating.class);
			try (TestChannel channel = TestChannel.to(context); GrpcComplaints complaints = new GrpcComplaints()) {
				application.remote = channel.channel();
				ListenableFuture<Phrase> call = EchoGrpc.newFutureStub(channel.channel())
					.say(Phrase.newBuilder().setText(way.name()).setTimes(1).build());
				Propagating.await(application.remoteCalled);
				call.cancel(true);
				Propagating.awaitUntil(() -> application.seen.join().call().isCancelled());
				Future<Phrase> outbound = application.outbound.get(20, TimeUnit.SECONDS);
				if (way.outlives()) {
					assertThat(application.seen.join().context().isCancelled()).isFalse();
					application.remoteMayAnswer.countDown();
					assertThat(outbound.get(20, TimeUnit.SECONDS).getText()).isEqualTo("remote");
				}
				else {
					Propagating.await(application.remoteCancelled);
					assertThat(application.seen.join().context().isCancelled()).isTrue();
					assertThatExceptionOfType(ExecutionException.class)
						.isThrownBy(() -> outbound.get(20, TimeUnit.SECONDS))
						.satisfies((ex) -> assertThat(Status.fromThrowable(ex).getCode())
							.isEqualTo(Status.Code.CANCELLED));
				}
				assertThat(complaints.lines()).isEmpty();
			}
		});
	}

	private static void follows(Propagating application, TestChannel toClose, Way way) throws Exception {
		try (TestChannel channel = toClose; GrpcComplaints complaints = new GrpcComplaints()) {
			Metadata headers = new Metadata();
			headers.put(ID, "4711");
			assertThat(channel.echo()
				.withDeadlineAfter(100, TimeUnit.SECONDS)
				.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
				.say(EchoService.phrase(way.name()))
				.getText()).isEqualTo(way.name());
			Seen seen = application.seen.get(20, TimeUnit.SECONDS);
			assertThat(seen.thread()).isNotSameAs(application.handlerThread);
			assertThat(seen.call().method()).isEqualTo("testing.Echo/Say");
			assertThat(seen.call().remainingTime()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(100));
			assertThat(seen.call().isCancelled()).isFalse();
			if (way.outlives()) {
				assertThat(seen.context().getDeadline()).isNull();
			}
			else {
				assertThat(seen.context().getDeadline().timeRemaining(TimeUnit.SECONDS)).isBetween(50L, 100L);
			}
			assertThat(seen.mdc()).isEqualTo((way.hasLogEntries()) ? Map.of("x-request-id", "4711") : Map.of());
			Seen after = application.lookAgain(way).get(20, TimeUnit.SECONDS);
			if (!seen.isVirtual()) {
				assertThat(after.thread()).isSameAs(seen.thread());
			}
			assertThat(after.mdc()).isEmpty();
			assertThat(after.call()).isNull();
			assertThat(complaints.lines()).isEmpty();
		}
	}

}
