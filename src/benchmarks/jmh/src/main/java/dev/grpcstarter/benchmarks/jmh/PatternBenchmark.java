package dev.grpcstarter.benchmarks.jmh;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.call.InterceptorChain;
import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.MethodTable;
import dev.grpcstarter.call.PolicyKeys;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.config.OrNone;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Finding what is configured for a method, among patterns of which one names it, where
 * there are any: in a {@link MethodTable}, as each call of a client does, by the pattern
 * for the method or, for another method, without success; and when a method is bound, as
 * {@link #policy()}, which is done once for each method of a server, and once for each
 * pattern of a client.
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
public class PatternBenchmark {

	private static final MethodPattern SAY = MethodPattern.ofMethod(EchoGrpc.getSayMethod().getFullMethodName());

	private static final PolicyKeys NOTHING = new PolicyKeys(null, null, null);

	private static final PolicyKeys DEADLINE = new PolicyKeys(OrNone.of(Duration.ofSeconds(2)), null, null);

	private final InterceptorChain chain = InterceptorChain.of(Stage.ofServer(), List.of("audit"));

	@Param({ "0", "10", "1000" })
	private int patterns;

	private MethodKeys<PolicyKeys> keys;

	private MethodTable<String> table;

	@Setup
	public void open() {
		Map<String, PolicyKeys> methods = new LinkedHashMap<>();
		if (this.patterns > 0) {
			methods.put(SAY.toString(), DEADLINE);
		}
		// half of them name methods, half of them services
		for (int i = 1; i < this.patterns; i++) {
			methods.put("shop.Service" + i + ((i % 2 == 0) ? "/Method" : "/*"), DEADLINE);
		}
		this.keys = new MethodKeys<>(MethodKeys.level("grpc.server.", methods, NOTHING));
		this.table = new MethodTable<>(this.keys.patterns(), MethodPattern::toString);
	}

	@Benchmark
	public String lookUp() {
		return this.table.get(EchoGrpc.getSayMethod());
	}

	@Benchmark
	public String lookUpOther() {
		return this.table.get(EchoGrpc.getRepeatMethod());
	}

	@Benchmark
	public MethodPolicy policy() {
		return MethodPolicy.of(SAY, this.keys, Duration.ZERO, this.chain);
	}

}
