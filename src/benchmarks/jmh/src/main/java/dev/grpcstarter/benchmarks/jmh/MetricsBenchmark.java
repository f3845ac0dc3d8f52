package dev.grpcstarter.benchmarks.jmh;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
import dev.grpcstarter.client.ChannelBuilderCustomizer;
import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ClientTelemetry.CallWatcher;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.observation.ClientCallMetrics;
import dev.grpcstarter.observation.ServerCallMetrics;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What it takes to record one unary call. On the server a tracer is told what a transport
 * tells it. On the client there is more around a call than its tracer, so calls are made
 * over a channel that sends nothing: {@link #client()} less {@link #clientBare()} is what
 * metrics take. Both have one thread; several would show how they share the meters.
 * <p>
 * Takes TIME.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
// JMH sets the parameter and calls open() before anything else.
@SuppressWarnings("NullAway.Init")
public class MetricsBenchmark {

	private static final String METHOD = EchoGrpc.getSayMethod().getFullMethodName();

	@Param({ "prometheus", "simple" })
	private String registry;

	private MeterRegistry meters;

	private ServerStreamTracer.Factory server;

	private final Channel unsent = new UnsentCalls();

	private Channel client;

	@Setup
	public void open() {
		this.meters = (this.registry.equals("prometheus")) ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
				: new SimpleMeterRegistry();
		this.server = new ServerCallMetrics(this.meters).tracerFactory(List.of(new EchoService().bindService()));
		CallWatcher watcher = new ClientCallMetrics(this.meters).watch(definition());
		watcher.expect(EchoGrpc.getServiceDescriptor());
		this.client = ClientInterceptors.intercept(this.unsent, watcher);
	}

	private static ChannelDefinition definition() {
		AtomicReference<ChannelDefinition> built = new AtomicReference<>();
		ChannelBuilderCustomizer customizer = (definition, builder) -> built.set(definition);
		try (ConfigurableApplicationContext context = StarterApplication.start(
				(beans) -> beans.registerBean(ChannelBuilderCustomizer.class, () -> customizer),
				"grpc.server.enabled=false", "grpc.client.channels.echo.target=in-process:echo")) {
			context.getBean(GrpcChannels.class).get("echo");
		}
		return Objects.requireNonNull(built.get());
	}

	@TearDown
	public void close() {
		this.meters.close();
	}

	@Benchmark
	public ServerStreamTracer server() {
		ServerStreamTracer tracer = this.server.newServerStreamTracer(METHOD, new Metadata());
		tracer.inboundWireSize(UnsentCalls.WIRE_SIZE);
		tracer.outboundWireSize(UnsentCalls.WIRE_SIZE);
		tracer.streamClosed(Status.OK);
		return tracer;
	}

	@Benchmark
	public ClientCall<Payload, Payload> clientBare() {
		return call(this.unsent);
	}

	@Benchmark
	public ClientCall<Payload, Payload> client() {
		return call(this.client);
	}

	private static ClientCall<Payload, Payload> call(Channel channel) {
		ClientCall<Payload, Payload> call = channel.newCall(EchoGrpc.getSayMethod(), CallOptions.DEFAULT);
		call.start(new ClientCall.Listener<>() {
		}, new Metadata());
		return call;
	}

}
