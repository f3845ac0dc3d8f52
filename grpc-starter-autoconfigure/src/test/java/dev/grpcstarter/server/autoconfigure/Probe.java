package dev.grpcstarter.server.autoconfigure;

import java.util.concurrent.TimeUnit;

import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;

/**
 * Asks for health as a probe of Kubernetes does.
 */
final class Probe {

	private Probe() {
	}

	static String check(Channel channel, String service) {
		return HealthGrpc.newBlockingStub(channel)
			.withDeadlineAfter(10, TimeUnit.SECONDS)
			.check(HealthCheckRequest.newBuilder().setService(service).build())
			.getStatus()
			.name();
	}

	static class AlwaysUnknown extends HealthGrpc.HealthImplBase {

		@Override
		public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> caller) {
			caller.onNext(HealthCheckResponse.newBuilder().setStatus(ServingStatus.UNKNOWN).build());
			caller.onCompleted();
		}

	}

}
