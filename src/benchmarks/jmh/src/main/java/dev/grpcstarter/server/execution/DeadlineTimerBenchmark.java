package dev.grpcstarter.server.execution;

import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.Payload;
import dev.grpcstarter.call.Deadlines;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.Metadata;
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
 * Waits for the deadline of a call and then no longer, as a call does that ends in time,
 * while those of others are waited for, which pass earlier: with the server's timer, and
 * with the JDK's scheduler as gRPC sets it up for itself. The server's entry in the timer
 * is also what shuts the call; the scheduler's is nothing else.
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
public class DeadlineTimerBenchmark {

	private static final long MILLIS = 60_000;

	private static final Runnable NOTHING = () -> {
	};

	@Param({ "1", "10000" })
	private int others;

	private final DeadlineTimer timer = new DeadlineTimer();

	private final MethodDeadline method = new MethodDeadline(EchoGrpc.getSayMethod(), Deadlines.NONE, this.timer);

	private final TransportCall<Payload, Payload> call = new TransportCall<>(new EndlessCall()) {
	};

	private final InboundCall inbound = new InboundCall(new CallList(new InFlightCalls(Map.of())), "Echo/Say",
			new Metadata(), true);

	private final CancellableContext context = Context.ROOT.withCancellation();

	private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);

	@Setup
	public void open() {
		this.scheduler.setRemoveOnCancelPolicy(true);
		for (int i = 0; i < this.others; i++) {
			// as if each had begun a little later than the one before
			Deadline deadline = Deadline.after(MILLIS / 2 + MILLIS / 2 * i / this.others, TimeUnit.MILLISECONDS);
			begin(deadline);
			schedule(deadline);
		}
	}

	@TearDown
	public void close() {
		this.timer.close();
		this.scheduler.shutdownNow();
	}

	@Benchmark
	public Object timer() {
		HandlerDeadline<Payload, Payload> begun = begin(Deadline.after(MILLIS, TimeUnit.MILLISECONDS));
		begun.end();
		return begun;
	}

	@Benchmark
	public Object scheduler() {
		ScheduledFuture<?> scheduled = schedule(Deadline.after(MILLIS, TimeUnit.MILLISECONDS));
		scheduled.cancel(false);
		return scheduled;
	}

	private HandlerDeadline<Payload, Payload> begin(Deadline deadline) {
		HandlerDeadline<Payload, Payload> begun = new HandlerDeadline<>(this.method, this.call, this.inbound,
				this.context);
		begun.start(deadline.timeRemaining(TimeUnit.NANOSECONDS));
		return begun;
	}

	private ScheduledFuture<?> schedule(Deadline deadline) {
		return this.scheduler.schedule(NOTHING, deadline.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
	}

}
