package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

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

import org.springframework.context.ConfigurableApplicationContext;

/**
 * One unary call at a time to the same bare server: over a bare channel, over a bare
 * channel with a deadline that is set by hand, or over a channel of the starter: with
 * neither metrics nor a default deadline, with one of them, and with both, as it is by
 * default. What the starter adds to a call on the client, in time and in bytes allocated,
 * is the difference to the bare channel, or to the one with a deadline where the starter
 * sets it; from the first to the second is what gRPC itself takes for a deadline, on both
 * sides. A number by itself means little: it holds the server's part, which runs on the
 * caller's thread here, and leaves out sockets, HTTP/2, serialisation and load balancing,
 * which the in-process transport does without.
 * <p>
 * Takes TIME.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
// JMH sets the parameter and calls open() before anything else.
@SuppressWarnings("NullAway.Init")
public class ClientCallBenchmark {

	private static final String NAME = "client-call";

	@Param({ "bare", "bare-with-deadline", "no-stage", "metrics", "deadline", "all" })
	private String channel;

	private InProcessServer server;

	private AutoCloseable open;

	private UnaryOperator<Payload> call;

	@Setup
	public void open() throws IOException {
		this.server = InProcessServer.withoutThreads(NAME);
		switch (this.channel) {
			case "bare" -> this.call = bare()::say;
			case "bare-with-deadline" -> {
				EchoGrpc.EchoBlockingStub stub = bare();
				this.call = (request) -> stub.withDeadlineAfter(15, TimeUnit.SECONDS).say(request);
			}
			case "no-stage" -> this.call = starter(false, "none")::say;
			case "metrics" -> this.call = starter(true, "none")::say;
			case "deadline" -> this.call = starter(false, "15s")::say;
			case "all" -> this.call = starter(true, "15s")::say;
			default -> throw new IllegalArgumentException("no channel is called " + this.channel);
		}
	}

	private EchoGrpc.EchoBlockingStub bare() {
		ManagedChannel bare = InProcessChannelBuilder.forName(NAME).build();
		this.open = bare::shutdownNow;
		return EchoGrpc.newBlockingStub(bare);
	}

	private EchoGrpc.EchoBlockingStub starter(boolean metrics, String deadline) {
		ConfigurableApplicationContext context = StarterApplication.start("grpc.server.enabled=false",
				"grpc.metrics.enabled=" + metrics, "grpc.client.channels.echo.target=in-process:" + NAME,
				"grpc.client.channels.echo.deadline=" + deadline);
		this.open = context;
		EchoGrpc.EchoBlockingStub stub = StarterApplication.stub(context, "echo");
		StarterApplication.withMetrics("grpc.client.call.duration", metrics, context);
		return stub;
	}

	@TearDown
	public void close() throws Exception {
		this.open.close();
		this.server.close();
	}

	@Benchmark
	public Payload unaryCall() {
		return this.call.apply(EchoService.HUNDRED_BYTES);
	}

}
