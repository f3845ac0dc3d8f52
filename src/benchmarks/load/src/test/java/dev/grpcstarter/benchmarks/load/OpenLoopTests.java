package dev.grpcstarter.benchmarks.load;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OpenLoopTests {

	private static final Shape SHAPE = new Shape(Shape.Kind.UNARY, 100, 1);

	@Test
	void whoComesWhileTheServerStandsStillHasWaitedForIt() throws Exception {
		AtomicBoolean first = new AtomicBoolean(true);
		Latencies latencies = latencies(new EchoService() {

			@Override
			public void say(Payload request, StreamObserver<Payload> caller) {
				if (first.getAndSet(false)) {
					stand();
				}
				super.say(request, caller);
			}

			private void stand() {
				try {
					TimeUnit.MILLISECONDS.sleep(500);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}

		});
		// a closed loop would know of one slow call in a thousand
		assertThat(latencies.longest()).isGreaterThan(450_000);
		assertThat(latencies.half()).isLessThan(latencies.longest());
		assertThat(latencies.most()).isGreaterThan(400_000);
		assertThat(latencies.without()).isZero();
		assertThat(latencies.calls()).isEqualTo(1_000);
	}

	@Test
	void whatFailsIsCountedAndHasNoLatency() throws Exception {
		Latencies latencies = latencies(new EchoService() {

			@Override
			public void say(Payload request, StreamObserver<Payload> caller) {
				caller.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
			}

		});
		assertThat(latencies.without()).isEqualTo(100);
		assertThat(latencies.longest()).isZero();
	}

	private static Latencies latencies(EchoService service) throws Exception {
		Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
			.directExecutor()
			.addService(service)
			.build()
			.start();
		try (Connections connections = new Connections(server.getPort(), 1)) {
			return OpenLoop.run(connections.callers(SHAPE, false), Arrivals.even(1_000, 1));
		}
		finally {
			server.shutdownNow();
		}
	}

}
