package dev.grpcstarter.server.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.execution.Execution;
import dev.grpcstarter.server.execution.GrpcExecution;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

class GrpcServerExecutionTests {

	private static final boolean JAVA_21 = JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE);

	private static final boolean JAVA_24 = JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_FOUR);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class)
		.withUserConfiguration(Threads.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct", "pool", "virtual" })
	void allKindsOfCallsRunOnTheChosenExecutor(String executor) {
		if (executor.equals("virtual") && !JAVA_21) {
			String message = "SKIPPED: calls on virtual threads were NOT tested, because this Java has none";
			LoggerFactory.getLogger(getClass()).warn(message);
			assumeThat(JAVA_21).as(message).isTrue();
		}
		this.runner.withPropertyValues("grpc.server.executor=" + executor).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				assertThat(channel.echo().say(EchoService.phrase("unary")).getText()).isEqualTo("unary");
				assertThat(channel.echo().sayTimes(Phrase.newBuilder().setText("reply").setTimes(500).build()))
					.toIterable()
					.hasSize(500);
				EchoGrpc.EchoStub echo = EchoGrpc.newStub(channel.channel());
				List<String> numbers = IntStream.range(0, 2_000).mapToObj(Integer::toString).toList();
				assertThat(Conversation.of(echo::join, numbers)).containsExactly(String.join(" ", numbers));
				assertThat(Conversation.of(echo::chat, numbers)).containsExactlyElementsOf(numbers);
			}
			assertThat(context.getBean(ThreadNames.class).seen()).hasSize(4)
				.allSatisfy((method, threads) -> assertThat(threads).isNotEmpty()
					.allMatch((thread) -> kind(thread).equals(executor)));
		});
	}

	@Test
	void autoTakesVirtualThreadsWhereTheyDoNotPin() {
		assertThatSayRunsOn((JAVA_24) ? "virtual" : "platform");
	}

	@Test
	void springThreadsVirtualEnabledHasAnEffectOnCalls() {
		assertThatSayRunsOn((JAVA_21) ? "virtual" : "platform", "spring.threads.virtual.enabled=true");
		assertThatSayRunsOn("platform", "spring.threads.virtual.enabled=false");
	}

	@ParameterizedTest
	@CsvSource({ "[testing.Echo/Say],direct", "[testing.Echo/*],direct", "[*],direct" })
	void aPatternChangesTheExecutorOfItsMethods(String pattern, String executor) {
		assertThatSayRunsOn(executor, "grpc.server.executor=pool",
				"grpc.server.methods.%s.executor=%s".formatted(pattern, executor));
	}

	@Test
	void theMostSpecificPatternWins() {
		assertThatSayRunsOn("direct", "grpc.server.methods[*].executor=pool",
				"grpc.server.methods[testing.Echo/*].executor=platform",
				"grpc.server.methods[testing.Echo/Say].executor=direct",
				"grpc.server.methods[testing.Echo/Chat].executor=platform");
	}

	@Test
	void theAnnotationChangesTheExecutorOfAMethodOrAClass() {
		this.runner.withBean(Annotated.class).withPropertyValues("grpc.server.executor=pool").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				channel.mirror().reverse(EchoService.phrase("direct"));
				channel.echo().say(EchoService.phrase("not annotated"));
			}
			ThreadNames names = context.getBean(ThreadNames.class);
			assertThat(names.kindOf("testing.Mirror/Reverse")).isEqualTo("direct");
			assertThat(names.kindOf("testing.Echo/Say")).isEqualTo("pool");
		});
	}

	@ParameterizedTest
	@CsvSource({ "[testing.Mirror/Reverse],pool", "[testing.Mirror/*],direct", "[*],direct" })
	void onlyAPatternForExactlyTheMethodWinsOverTheAnnotation(String pattern, String expected) {
		this.runner.withBean(Annotated.class)
			.withPropertyValues("grpc.server.methods.%s.executor=pool".formatted(pattern))
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					channel.mirror().reverse(EchoService.phrase("hello"));
				}
				assertThat(context.getBean(ThreadNames.class).kindOf("testing.Mirror/Reverse")).isEqualTo(expected);
			});
	}

	private void assertThatSayRunsOn(String executor, String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				channel.echo().say(EchoService.phrase("hello"));
			}
			assertThat(context.getBean(ThreadNames.class).kindOf("testing.Echo/Say")).isEqualTo(executor);
		});
	}

	private static String kind(String thread) {
		if (thread.startsWith("virtual ")) {
			return "virtual";
		}
		return (thread.startsWith("grpc-server-worker")) ? "direct"
				: (thread.startsWith("grpc-call-")) ? "platform" : "pool";
	}

	@GrpcExecution(Execution.PLATFORM)
	static class Annotated extends MirrorService {

		@Override
		@GrpcExecution(Execution.DIRECT)
		public void reverse(Phrase request, StreamObserver<Phrase> caller) {
			super.reverse(request, caller);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Threads {

		@Bean(destroyMethod = "shutdownNow")
		ExecutorService pool() {
			return Executors.newFixedThreadPool(2, (task) -> new Thread(task, "my-pool"));
		}

		@Bean
		@GlobalServerInterceptor
		ThreadNames threadNames() {
			return new ThreadNames();
		}

	}

	/**
	 * Notes the thread of each handler.
	 */
	static class ThreadNames implements ServerInterceptor {

		private final Map<String, List<String>> byMethod = new ConcurrentHashMap<>();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			String name = call.getMethodDescriptor().getFullMethodName();
			note(name);
			return new io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
					next.startCall(call, headers)) {

				@Override
				public void onMessage(Q message) {
					note(name);
					super.onMessage(message);
				}

				@Override
				public void onHalfClose() {
					note(name);
					super.onHalfClose();
				}

			};
		}

		private void note(String method) {
			Thread thread = Thread.currentThread();
			boolean virtual = thread.getClass().getName().contains("Virtual");
			this.byMethod.computeIfAbsent(method, (absent) -> new ArrayList<>())
				.add(((virtual) ? "virtual " : "") + thread.getName());
		}

		Map<String, List<String>> seen() {
			return this.byMethod;
		}

		String kindOf(String method) {
			assertThat(this.byMethod).containsKey(method);
			List<String> kinds = this.byMethod.get(method)
				.stream()
				.map(GrpcServerExecutionTests::kind)
				.distinct()
				.toList();
			assertThat(kinds).hasSize(1);
			return kinds.get(0);
		}

	}

	/**
	 * Says many things over one call and collects what comes back.
	 */
	interface Conversation {

		StreamObserver<Phrase> begin(StreamObserver<Phrase> replies);

		static List<String> of(Conversation call, List<String> texts) throws InterruptedException {
			List<String> replies = new ArrayList<>();
			CountDownLatch end = new CountDownLatch(1);
			StreamObserver<Phrase> requests = call.begin(new StreamObserver<>() {

				@Override
				public void onNext(Phrase reply) {
					replies.add(reply.getText());
				}

				@Override
				public void onError(Throwable failure) {
					replies.add(failure.toString());
					end.countDown();
				}

				@Override
				public void onCompleted() {
					end.countDown();
				}

			});
			texts.forEach((text) -> requests.onNext(EchoService.phrase(text)));
			requests.onCompleted();
			assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
			return replies;
		}

	}

}
