package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
import dev.grpcstarter.client.GrpcChannels;
import io.grpc.Channel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What a pool is good for: a thousand calls at a time, each answered after 100 ms, to a
 * server that takes a hundred at a time over one connection. Each call that ends makes
 * the next.
 */
public final class PoolLoad {

	private static final int CALLS = 1_000;

	private static final int CALLS_PER_CONNECTION = 100;

	private static final Duration WORK = Duration.ofMillis(100);

	private static final Duration WARM_UP = Duration.ofSeconds(3);

	private static final Duration MEASURED = Duration.ofSeconds(10);

	private static final Log logger = LogFactory.getLog(PoolLoad.class);

	private PoolLoad() {
	}

	/**
	 * Prints throughput and latency over one connection, and over ten.
	 * @param args ignored
	 * @throws Exception if the server cannot start, or if the run is interrupted
	 */
	public static void main(String[] args) throws Exception {
		ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
		Server server = start(worker);
		String target = "target=127.0.0.1:" + server.getPort();
		try (ConfigurableApplicationContext application = StarterApplication.start("grpc.server.port=none",
				"grpc.server.in-process-name=pool-load", "grpc.client.defaults.deadline=none",
				"grpc.client.channels.one." + target, "grpc.client.channels.ten." + target,
				"grpc.client.channels.ten.pool.size=10")) {
			GrpcChannels channels = application.getBean(GrpcChannels.class);
			for (String name : new String[] { "one", "ten" }) {
				new Run(channels.get(name), WARM_UP).await();
				logger.info("pool of %s: %s".formatted(name, new Run(channels.get(name), MEASURED).await()));
			}
		}
		finally {
			server.shutdownNow();
			worker.shutdownNow();
		}
	}

	private static Server start(ScheduledExecutorService worker) throws IOException {
		return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
			.maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
			.directExecutor()
			.addService(new EchoService() {

				@Override
				public void say(Payload request, StreamObserver<Payload> caller) {
					worker.schedule(() -> super.say(request, caller), WORK.toNanos(), TimeUnit.NANOSECONDS);
				}

			})
			.build()
			.start();
	}

	/**
	 * A thousand callers, for a while.
	 */
	private static final class Run {

		private static final int SLOWEST = 60_000;

		private final EchoGrpc.EchoStub stub;

		private final Duration length;

		private final long begin = System.nanoTime();

		private final AtomicIntegerArray callsByMillis = new AtomicIntegerArray(SLOWEST);

		private final AtomicInteger failures = new AtomicInteger();

		private final CountDownLatch callers = new CountDownLatch(CALLS);

		Run(Channel channel, Duration length) {
			this.stub = EchoGrpc.newStub(channel);
			this.length = length;
			for (int i = 0; i < CALLS; i++) {
				call();
			}
		}

		private void call() {
			long start = System.nanoTime();
			this.stub.say(EchoService.HUNDRED_BYTES, new StreamObserver<>() {

				@Override
				public void onNext(Payload reply) {
				}

				@Override
				public void onError(Throwable failure) {
					Run.this.failures.incrementAndGet();
					next();
				}

				@Override
				public void onCompleted() {
					long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
					Run.this.callsByMillis.incrementAndGet((int) Math.min(millis, SLOWEST - 1));
					next();
				}

			});
		}

		private void next() {
			if (System.nanoTime() - this.begin < this.length.toNanos()) {
				call();
			}
			else {
				this.callers.countDown();
			}
		}

		String await() throws InterruptedException {
			this.callers.await();
			double seconds = (System.nanoTime() - this.begin) / 1e9;
			long calls = 0;
			for (int millis = 0; millis < SLOWEST; millis++) {
				calls += this.callsByMillis.get(millis);
			}
			return "%,.0f calls per second, p50 %,d ms, p99 %,d ms, %d failed".formatted(calls / seconds,
					percentile(calls / 2), percentile(calls * 99 / 100), this.failures.get());
		}

		private int percentile(long calls) {
			int millis = 0;
			for (long passed = this.callsByMillis.get(0); passed < calls; passed += this.callsByMillis.get(millis)) {
				millis++;
			}
			return millis;
		}

	}

}
