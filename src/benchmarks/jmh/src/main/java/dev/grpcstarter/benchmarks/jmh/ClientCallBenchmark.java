package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
import dev.grpcstarter.client.GrpcStubs;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.micrometer.core.instrument.MeterRegistry;
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
 * channel with a deadline that is set by hand, or over a channel of the starter, which
 * has metrics and a default deadline. From the second to the third is what the starter
 * adds to a call on the client, in time and in bytes allocated; from the first to the
 * second is what gRPC itself takes for a deadline, on both sides. A number by itself
 * means little: it holds the server's part, which runs on the caller's thread here, and
 * leaves out sockets, HTTP/2, serialisation and load balancing, which the in-process
 * transport does without.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
// JMH sets the parameter and calls open() before anything else.
@SuppressWarnings("NullAway.Init")
public class ClientCallBenchmark {

	private static final String NAME = "client-call";

	@Param({ "bare", "bare-with-deadline", "starter" })
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
			case "starter" -> this.call = starter()::say;
			default -> throw new IllegalArgumentException("no channel is called " + this.channel);
		}
	}

	private EchoGrpc.EchoBlockingStub bare() {
		ManagedChannel bare = InProcessChannelBuilder.forName(NAME).build();
		this.open = bare::shutdownNow;
		return EchoGrpc.newBlockingStub(bare);
	}

	private EchoGrpc.EchoBlockingStub starter() {
		ConfigurableApplicationContext context = StarterApplication.start("grpc.server.enabled=false",
				"grpc.client.channels.echo.target=in-process:" + NAME);
		this.open = context;
		Object stub = context.getBean(GrpcStubs.class).create(EchoGrpc.EchoBlockingStub.class, "echo");
		// fails if there are no metrics, whose cost would be missing in the result
		context.getBean(MeterRegistry.class).get("grpc.client.call.duration").timers();
		return (EchoGrpc.EchoBlockingStub) stub;
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
