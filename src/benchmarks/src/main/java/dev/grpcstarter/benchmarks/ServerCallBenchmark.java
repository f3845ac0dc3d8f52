package dev.grpcstarter.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

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
 * One unary call at a time, over a bare channel, to a server of the starter with metrics
 * or to one of bare grpc-java. The difference between the two is what the starter adds to
 * a call on the server, in time and in bytes allocated. A number by itself means little:
 * it holds the client's part, and leaves out sockets, HTTP/2 and serialisation, which the
 * in-process transport does without; and it says nothing of throughput under load.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
// JMH sets the parameter and calls open() before anything else.
@SuppressWarnings("NullAway.Init")
public class ServerCallBenchmark {

	private static final String NAME = "server-call";

	@Param({ "bare", "starter" })
	private String server;

	private AutoCloseable running;

	private ManagedChannel channel;

	private EchoGrpc.EchoBlockingStub stub;

	@Setup
	public void open() throws IOException {
		this.running = switch (this.server) {
			case "bare" -> BareServer.withDefaults(NAME);
			case "starter" -> starter();
			default -> throw new IllegalArgumentException("no server is called " + this.server);
		};
		this.channel = InProcessChannelBuilder.forName(NAME).build();
		this.stub = EchoGrpc.newBlockingStub(this.channel);
	}

	private static AutoCloseable starter() {
		ConfigurableApplicationContext context = StarterApplication.start("grpc.server.port=none",
				"grpc.server.in-process-name=" + NAME);
		// fails if there are no metrics, whose cost would be missing in the result
		context.getBean(MeterRegistry.class).get("grpc.server.call.duration").timers();
		return context;
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
