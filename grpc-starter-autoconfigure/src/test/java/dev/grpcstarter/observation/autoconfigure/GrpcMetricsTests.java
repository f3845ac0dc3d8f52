package dev.grpcstarter.observation.autoconfigure;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.client.autoconfigure.GrpcClientAutoConfiguration;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GrpcMetricsTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	private static final String SAY = "testing.Echo/Say";

	private final int port = TestSocketUtils.findAvailableTcpPort();

	private final String target = "dns:///127.0.0.1:" + this.port;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class,
				JvmMetricsAutoConfiguration.class, SystemMetricsAutoConfiguration.class,
				GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class,
				GrpcServerMetricsAutoConfiguration.class, GrpcClientMetricsAutoConfiguration.class))
		.withBean(Troubled.class)
		.withBean(Caller.class)
		.withPropertyValues("grpc.server.address=127.0.0.1", "grpc.server.port=" + this.port,
				"grpc.client.channels.echo.target=" + this.target);

	@Test
	void thePoolThatRunsHandlersIsMeasured() {
		this.runner.withPropertyValues("grpc.server.executor=platform", "grpc.server.platform.threads=7")
			.run((context) -> {
				stub(context).say(HELLO);
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				Tags pool = Tags.of("name", "grpc-server");
				Awaitility.await()
					.untilAsserted(
							() -> assertThat(registry.get("executor.completed").tags(pool).functionCounter().count())
								.isPositive());
				assertThat(registry.get("executor.pool.max").tags(pool).gauge().value()).isEqualTo(7);
				assertThat(registry.get("executor.queued").tags(pool).gauge().value()).isZero();
			});
		this.runner.withPropertyValues("grpc.server.executor=direct", "grpc.server.reflection.enabled=false")
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).find("executor.queued").gauges())
				.isEmpty());
	}

	@Test
	void thePoolIsMeasuredWhereBeansAreMadeLate() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("grpc.server.executor=platform", "grpc.server.platform.threads=7")
			.run((context) -> {
				stub(context).say(HELLO);
				assertThat(context.getBean(MeterRegistry.class)
					.get("executor.pool.max")
					.tag("name", "grpc-server")
					.gauge()
					.value()).isEqualTo(7);
			});
	}

	@Test
	void aCallCountsOnBothSides() {
		this.runner.run((context) -> {
			stub(context).say(HELLO);
			Ended ended = new Ended(context, SAY, Status.Code.OK);
			ended.await(1);
			assertThat(ended.serverDuration().totalTime(TimeUnit.NANOSECONDS)).isPositive();
			assertThat(ended.bytes("grpc.server.call.rcvd_total_compressed_message_size"))
				.isEqualTo(HELLO.getSerializedSize());
			assertThat(ended.bytes("grpc.server.call.sent_total_compressed_message_size"))
				.isEqualTo(HELLO.getSerializedSize());
			assertThat(ended.started("grpc.server.call.started", Tags.of("grpc.method", SAY))).isEqualTo(1);
			assertThat(ended.started("grpc.client.attempt.started",
					Tags.of("grpc.method", SAY, "grpc.target", this.target)))
				.isEqualTo(1);
		});
	}

	@Test
	void theStatusIsTheOneThatTheCallerGets() {
		this.runner.run((context) -> {
			for (Status.Code code : Set.of(Status.Code.NOT_FOUND, Status.Code.UNKNOWN)) {
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> stub(context).say(EchoService.phrase(code.name())))
					.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code));
				new Ended(context, SAY, code).await(1);
			}
		});
	}

	@Test
	void aCallThatAnInterceptorRefusesCounts() {
		this.runner.withBean(Refusing.class).run((context) -> {
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> stub(context).say(HELLO));
			new Ended(context, SAY, Status.Code.PERMISSION_DENIED).await(1);
		});
	}

	@Test
	void anUnknownMethodCountsAsOther() {
		this.runner.run((context) -> {
			MethodDescriptor<Phrase, Phrase> unknown = EchoGrpc.getSayMethod()
				.toBuilder()
				.setFullMethodName("testing.Echo/Shout")
				.setSampledToLocalTracing(false)
				.build();
			assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> ClientCalls.blockingUnaryCall(context.getBean(GrpcChannels.class).get("echo"),
						unknown, CallOptions.DEFAULT, HELLO));
			new Ended(context, "other", Status.Code.UNIMPLEMENTED).await(1);
		});
	}

	@Test
	void aDeadlineThatExpiresCountsOnTheClient() {
		this.runner.run((context) -> {
			assertThatExceptionOfType(StatusRuntimeException.class)
				.isThrownBy(() -> stub(context).withDeadlineAfter(200, TimeUnit.MILLISECONDS)
					.say(EchoService.phrase("silence")));
			assertThat(context.getBean(MeterRegistry.class)
				.get("grpc.client.call.duration")
				.tags("grpc.method", SAY, "grpc.status", "DEADLINE_EXCEEDED", "grpc.target", this.target)
				.timer()
				.count()).isEqualTo(1);
		});
	}

	@Test
	void everyMethodIsAtZeroFromTheStart() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			for (String method : Set.of("testing.Echo/Say", "testing.Echo/Chat", "grpc.health.v1.Health/Check",
					"other")) {
				assertThat(registry.get("grpc.server.call.started").tag("grpc.method", method).counter().count())
					.isZero();
			}
			assertThat(registry.get("grpc.server.call.duration")
				.timers()
				.stream()
				.map((timer) -> timer.getId().getTag("grpc.status"))
				.collect(Collectors.toSet())).containsExactly("OK");
			assertThat(registry.get("grpc.client.call.duration")
				.tags("grpc.method", "testing.Echo/Chat", "grpc.target", this.target)
				.timer()
				.count()).isZero();
		});
	}

	@Test
	void prometheusSeesTheNamesAndBucketsOfA66() {
		this.runner.run((context) -> {
			stub(context).say(HELLO);
			new Ended(context, SAY, Status.Code.OK).await(1);
			assertThat(context.getBean(PrometheusMeterRegistry.class).scrape()).contains(
					"grpc_server_call_started_total{grpc_method=\"testing.Echo/Say\"} 1.0",
					"grpc_server_call_duration_seconds_count{grpc_method=\"testing.Echo/Say\",grpc_status=\"OK\"} 1",
					"grpc_server_call_duration_seconds_bucket{grpc_method=\"testing.Echo/Say\",grpc_status=\"OK\",le=\"100.0\"} 1",
					"grpc_server_call_duration_seconds_bucket{grpc_method=\"testing.Echo/Say\",grpc_status=\"OK\",le=\"1.0E-5\"}",
					"grpc_server_call_sent_total_compressed_message_size_bytes_bucket",
					"grpc_client_attempt_started_total{grpc_method=\"testing.Echo/Say\",grpc_target=\"" + this.target
							+ "\"} 1.0",
					"grpc_client_call_duration_seconds_count{grpc_method=\"testing.Echo/Say\",grpc_status=\"OK\"");
		});
	}

	@Test
	void injectionIntoAConstructorLeavesJvmAndSystemMetricsIntact() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.find("jvm.memory.used").gauges()).isNotEmpty();
			assertThat(registry.find("jvm.threads.live").gauge()).isNotNull();
			assertThat(registry.find("system.cpu.count").gauge()).isNotNull();
			assertThat(registry.find("process.uptime").timeGauge()).isNotNull();
		});
	}

	@Test
	void switchedOffNothingIsCounted() {
		this.runner.withPropertyValues("grpc.metrics.enabled=false").run((context) -> {
			stub(context).say(HELLO);
			assertThat(context.getBean(MeterRegistry.class).getMeters())
				.noneMatch((meter) -> meter.getId().getName().startsWith("grpc."));
		});
	}

	@Test
	void withoutMicrometerEverythingElseWorks() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class,
							GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class,
							GrpcServerMetricsAutoConfiguration.class, GrpcClientMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.withBean(EchoService.class)
			.withBean(Caller.class)
			.withPropertyValues("grpc.server.address=127.0.0.1", "grpc.server.port=" + this.port,
					"grpc.client.channels.echo.target=" + this.target)
			.run((context) -> assertThat(stub(context).say(HELLO)).isEqualTo(HELLO));
	}

	private static EchoGrpc.EchoBlockingStub stub(ApplicationContext context) {
		return context.getBean(Caller.class).stub();
	}

	record Caller(@GrpcClient("echo") EchoGrpc.EchoBlockingStub stub) {

	}

	/**
	 * Fails with the status that it is told.
	 */
	static class Troubled extends EchoService {

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			switch (request.getText()) {
				case "NOT_FOUND" -> caller.onError(Status.NOT_FOUND.asRuntimeException());
				case "UNKNOWN" -> throw new IllegalStateException("not told to the caller");
				case "silence" -> {
					// never answered
				}
				default -> super.say(request, caller);
			}
		}

	}

	@GlobalServerInterceptor
	static class Refusing implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			call.close(Status.PERMISSION_DENIED, new Metadata());
			return new ServerCall.Listener<>() {
			};
		}

	}

	/**
	 * The meters of ended calls to one method with one status, on both sides.
	 */
	private record Ended(MeterRegistry registry, String method, Status.Code status) {

		Ended(ApplicationContext context, String method, Status.Code status) {
			this(context.getBean(MeterRegistry.class), method, status);
		}

		/**
		 * The server ends its stream after the caller has its answer.
		 */
		void await(long count) {
			Awaitility.await().untilAsserted(() -> {
				assertThat(serverDuration().count()).isEqualTo(count);
				assertThat(timer("grpc.client.attempt.duration").count()).isEqualTo(count);
				assertThat(timer("grpc.client.call.duration").count()).isEqualTo(count);
			});
		}

		Timer serverDuration() {
			return timer("grpc.server.call.duration");
		}

		double bytes(String name) {
			return this.registry.get(name)
				.tags("grpc.method", this.method, "grpc.status", this.status.name())
				.summary()
				.totalAmount();
		}

		double started(String name, Tags tags) {
			return this.registry.get(name).tags(tags).counter().count();
		}

		private Timer timer(String name) {
			return this.registry.get(name).tags("grpc.method", this.method, "grpc.status", this.status.name()).timer();
		}

	}

}
