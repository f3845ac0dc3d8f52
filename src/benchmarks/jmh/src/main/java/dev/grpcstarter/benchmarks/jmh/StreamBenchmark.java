package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
import dev.grpcstarter.benchmarks.work.RepeatRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Messages of streams to a server of bare grpc-java or of the starter as it is by
 * default, over a bare channel: in a call that brings a thousand replies, with a
 * thousandth of the call in each, and to and fro on a stream that stays open. A number by
 * itself means little, as in {@link ServerCallBenchmark}.
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
public class StreamBenchmark {

	private static final String NAME = "stream";

	private static final int REPLIES = 1_000;

	private static final RepeatRequest REQUEST = RepeatRequest.newBuilder()
		.setPayload(EchoService.HUNDRED_BYTES)
		.setTimes(REPLIES)
		.build();

	@Param({ "bare", "starter" })
	private String server;

	@Param({ "direct", "platform" })
	private String executor;

	private AutoCloseable running;

	private ManagedChannel channel;

	private EchoGrpc.EchoBlockingV2Stub stub;

	private BlockingClientCall<Payload, Payload> talk;

	@Setup
	public void open() throws IOException {
		this.running = (this.server.equals("bare")) ? bare()
				: StarterApplication.serve(NAME, true, "grpc.server.executor=" + this.executor);
		this.channel = InProcessChannelBuilder.forName(NAME).build();
		this.stub = EchoGrpc.newBlockingV2Stub(this.channel);
		this.talk = this.stub.talk();
	}

	private AutoCloseable bare() throws IOException {
		return (this.executor.equals("direct")) ? InProcessServer.withoutThreads(NAME)
				: InProcessServer.withPool(NAME, InProcessServer.POOL);
	}

	@TearDown
	public void close() throws Exception {
		this.channel.shutdownNow();
		this.running.close();
	}

	@Benchmark
	@OperationsPerInvocation(REPLIES)
	public int serverStreaming() throws StatusException, InterruptedException {
		BlockingClientCall<?, Payload> call = this.stub.repeat(REQUEST);
		int replies = 0;
		while (call.read() != null) {
			replies++;
		}
		if (replies != REPLIES) {
			throw new IllegalStateException(replies + " replies");
		}
		return replies;
	}

	@Benchmark
	public Payload bidirectional() throws StatusException, InterruptedException {
		this.talk.write(EchoService.HUNDRED_BYTES);
		return Objects.requireNonNull(this.talk.read(), "the stream has ended");
	}

}
