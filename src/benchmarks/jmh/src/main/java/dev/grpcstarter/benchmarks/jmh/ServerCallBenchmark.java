package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
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

/**
 * One unary call at a time, over a bare channel, to a server of bare grpc-java or of the
 * starter: without any stage, with one of them, and as it is by default. The differences
 * are what each stage adds to a call on the server, in time and in bytes allocated. A
 * number by itself means little: it holds the client's part, and leaves out sockets,
 * HTTP/2 and serialisation, which the in-process transport does without; and it says
 * nothing of throughput under load.
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
public class ServerCallBenchmark {

	private static final String NAME = "server-call";

	private static final List<String> STAGES = List.of("context", "exceptions", "deadline");

	@Param({ "bare", "no-stage", "metrics", "context", "exceptions", "deadline", "all" })
	private String server;

	@Param({ "direct", "platform" })
	private String executor;

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
		return (this.executor.equals("direct")) ? InProcessServer.withoutThreads(NAME)
				: InProcessServer.withPool(NAME, InProcessServer.POOL);
	}

	private AutoCloseable starter() {
		String executor = "grpc.server.executor=" + this.executor;
		if (this.server.equals("all")) {
			return StarterApplication.serve(NAME, true, executor);
		}
		String others = String.join(",",
				STAGES.stream().filter((stage) -> !stage.equals(this.server)).map("-"::concat).toList());
		return StarterApplication.serve(NAME, this.server.equals("metrics"), executor,
				"grpc.server.interceptors=" + others);
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
