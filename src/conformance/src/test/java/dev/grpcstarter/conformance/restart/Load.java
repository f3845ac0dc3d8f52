package dev.grpcstarter.conformance.restart;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.TestServiceGrpc.TestServiceStub;

import static org.awaitility.Awaitility.await;

/**
 * Two hundred calls in a second, whether or not the earlier ones have ended, as long as
 * there are not too many of them.
 */
final class Load implements AutoCloseable {

	private static final int CALLS_IN_FLIGHT = 1000;

	private final TestServiceStub stub;

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private final Semaphore inFlight = new Semaphore(CALLS_IN_FLIGHT);

	private final AtomicInteger calls = new AtomicInteger();

	private final Set<String> instances = ConcurrentHashMap.newKeySet();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	Load(TestServiceStub stub) {
		this.stub = stub;
		this.clock.scheduleAtFixedRate(this::call, 0, 5, TimeUnit.MILLISECONDS);
	}

	private void call() {
		if (this.inFlight.tryAcquire()) {
			this.calls.incrementAndGet();
			this.stub.unaryCall(SimpleRequest.getDefaultInstance(), new Outcome());
		}
	}

	/**
	 * Waits until an instance has answered from now on.
	 * @param instances their names
	 */
	void awaitAnswersFrom(String... instances) {
		this.instances.clear();
		await().atMost(Duration.ofSeconds(60)).until(() -> this.instances.containsAll(List.of(instances)));
	}

	int calls() {
		return this.calls.get();
	}

	List<Throwable> failures() {
		return List.copyOf(this.failures);
	}

	/**
	 * Makes no more calls, and waits for those that are in flight.
	 */
	void stop() {
		this.clock.shutdown();
		await().atMost(Duration.ofSeconds(30)).until(() -> this.inFlight.availablePermits() == CALLS_IN_FLIGHT);
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

	/**
	 * Takes note of what becomes of a call.
	 */
	private final class Outcome implements StreamObserver<SimpleResponse> {

		@Override
		public void onNext(SimpleResponse reply) {
			Load.this.instances.add(reply.getPayload().getBody().toStringUtf8());
		}

		@Override
		public void onError(Throwable failure) {
			Load.this.failures.add(failure);
			Load.this.inFlight.release();
		}

		@Override
		public void onCompleted() {
			Load.this.inFlight.release();
		}

	}

}
