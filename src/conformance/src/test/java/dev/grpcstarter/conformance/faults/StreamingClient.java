package dev.grpcstarter.conformance.faults;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc;
import org.slf4j.LoggerFactory;

/**
 * Opens a call, says so, and leaves it open.
 */
public final class StreamingClient implements StreamObserver<StreamingOutputCallResponse> {

	private StreamingClient() {
	}

	public static void main(String[] target) throws InterruptedException {
		ManagedChannel channel = NettyChannelBuilder.forTarget(target[0]).usePlaintext().build();
		StreamObserver<StreamingOutputCallRequest> requests = TestServiceGrpc.newStub(channel)
			.fullDuplexCall(new StreamingClient());
		requests.onNext(StreamingOutputCallRequest.getDefaultInstance());
		Thread.currentThread().join();
	}

	@Override
	public void onNext(StreamingOutputCallResponse response) {
		LoggerFactory.getLogger(StreamingClient.class).info("the call is open");
	}

	@Override
	public void onError(Throwable failure) {
		LoggerFactory.getLogger(StreamingClient.class).info("the call has failed", failure);
	}

	@Override
	public void onCompleted() {
		LoggerFactory.getLogger(StreamingClient.class).info("the call has ended");
	}

}
