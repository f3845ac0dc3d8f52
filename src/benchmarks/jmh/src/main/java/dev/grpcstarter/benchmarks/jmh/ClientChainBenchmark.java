package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
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

import org.springframework.context.ConfigurableApplicationContext;

/**
 * One unary call at a time through forwarding interceptors on the client: put around a
 * channel by gRPC's {@code ClientInterceptors}, or by the starter, which finds them as
 * beans and has neither metrics nor a deadline here. What it still has around a call
 * shows without interceptors. The calls stay on the thread of their caller.
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
public class ClientChainBenchmark {

	private static final String NAME = "client-chain";

	@Param({ "bare", "starter" })
	private String channel;

	@Param({ "0", "4", "12" })
	private int interceptors;

	private InProcessServer server;

	private AutoCloseable open;

	private EchoGrpc.EchoBlockingStub stub;

	@Setup
	public void open() throws IOException {
		this.server = InProcessServer.withoutThreads(NAME);
		this.stub = (this.channel.equals("bare")) ? bare() : starter();
	}

	private EchoGrpc.EchoBlockingStub bare() {
		ManagedChannel bare = InProcessChannelBuilder.forName(NAME).build();
		this.open = bare::shutdownNow;
		return EchoGrpc.newBlockingStub(ClientInterceptors.interceptForward(bare,
				Stream.generate(ForwardingClientInterceptor::new)
					.limit(this.interceptors)
					.toArray(ClientInterceptor[]::new)));
	}

	private EchoGrpc.EchoBlockingStub starter() {
		ConfigurableApplicationContext context = StarterApplication.start((beans) -> {
			for (int i = 0; i < this.interceptors; i++) {
				beans.registerBean("forwarding" + i, ForwardingClientInterceptor.class);
			}
		}, "grpc.server.enabled=false", "grpc.metrics.enabled=false",
				"grpc.client.channels.echo.target=in-process:" + NAME, "grpc.client.channels.echo.deadline=none");
		this.open = context;
		return StarterApplication.stub(context, "echo");
	}

	@TearDown
	public void close() throws Exception {
		this.open.close();
		this.server.close();
	}

	@Benchmark
	public Payload unaryCall() {
		return this.stub.say(EchoService.HUNDRED_BYTES);
	}

}
