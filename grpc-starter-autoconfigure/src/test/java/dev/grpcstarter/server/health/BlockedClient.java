package dev.grpcstarter.server.health;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;

/**
 * A client in the same JVM that blocks the thread that tells it of a change.
 */
final class BlockedClient implements StreamObserver<HealthCheckResponse> {

	final CountDownLatch isIn = new CountDownLatch(1);

	final CountDownLatch mayGoOn = new CountDownLatch(1);

	final List<String> told = new CopyOnWriteArrayList<>();

	void watch(Channel channel, String service) {
		HealthGrpc.newStub(channel).watch(HealthCheckRequest.newBuilder().setService(service).build(), this);
	}

	@Override
	public void onNext(HealthCheckResponse response) {
		this.told.add(response.getStatus().name());
		if (this.told.size() == 2) {
			this.isIn.countDown();
			try {
				this.mayGoOn.await(20, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void onError(Throwable failure) {
		// the test is over
	}

	@Override
	public void onCompleted() {
		// never
	}

}
