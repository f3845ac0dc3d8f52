package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
import io.grpc.ManagedChannel;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
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

/**
 * One unary call at a time through forwarding interceptors on the server: put around the
 * handler by gRPC's {@code ServerInterceptors}, or by the starter, which finds them as
 * beans and has no stage of its own here. The calls stay on the thread of their caller.
 * <p>
 * Takes TIME.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
// JMH sets the parameters and calls open() before anything else.
@SuppressWarnings("NullAway.Init")
public class ServerChainBenchmark {

	private static final String NAME = "server-chain";

	@Param({ "bare", "starter" })
	private String server;

	@Param({ "0", "4", "12" })
	private int interceptors;

	private AutoCloseable running;

	private ManagedChannel channel;

	private EchoGrpc.EchoBlockingStub stub;

	@Setup
	public void open() throws IOException {
		this.running = (this.server.equals("bare")) ? bare() : starter();
		this.channel = InProcessChannelBuilder.forName(NAME).build();
		this.stub = EchoGrpc.newBlockingStub(this.channel);
	}

	private AutoCloseable bare() throws IOException {
		return InProcessServer.withoutThreads(NAME,
				Stream.generate(ForwardingServerInterceptor::new)
					.limit(this.interceptors)
					.toArray(ServerInterceptor[]::new));
	}

	private AutoCloseable starter() {
		return StarterApplication.start((context) -> {
			for (int i = 0; i < this.interceptors; i++) {
				context.registerBean("forwarding" + i, ForwardingServerInterceptor.class);
			}
		}, "grpc.server.port=none", "grpc.server.in-process-name=" + NAME, "grpc.server.executor=direct",
				"grpc.server.detect-blocking=false", "grpc.metrics.enabled=false",
				"grpc.server.interceptors=-context,-exceptions,-deadline");
	}

	@TearDown
	public void close() throws Exception {
		this.channel.shutdownNow();
		this.running.close();
	}

	@Benchmark
	public Payload unaryCall() {
		return this.stub.say(EchoService.HUNDRED_BYTES);
	}

}
