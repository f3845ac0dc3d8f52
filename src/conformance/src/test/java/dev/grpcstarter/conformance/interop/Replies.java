package dev.grpcstarter.conformance.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.Messages.ResponseParameters;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;

/**
 * The replies that a stream brings.
 */
final class Replies implements StreamObserver<StreamingOutputCallResponse> {

	private final List<Integer> received = new ArrayList<>();

	private final CountDownLatch first = new CountDownLatch(1);

	private final CompletableFuture<List<Integer>> all = new CompletableFuture<>();

	/**
	 * A request for replies.
	 * @param pause how long the server waits before each, in microseconds
	 * @param sizes the sizes of the replies
	 * @return the request
	 */
	static StreamingOutputCallRequest wanted(int pause, int... sizes) {
		return StreamingOutputCallRequest.newBuilder()
			.addAllResponseParameters(IntStream.of(sizes)
				.mapToObj((size) -> ResponseParameters.newBuilder().setSize(size).setIntervalUs(pause).build())
				.toList())
			.build();
	}

	@Override
	public void onNext(StreamingOutputCallResponse reply) {
		this.received.add(reply.getPayload().getBody().size());
		this.first.countDown();
	}

	@Override
	public void onError(Throwable failure) {
		this.all.completeExceptionally(failure);
	}

	@Override
	public void onCompleted() {
		this.all.complete(this.received);
	}

	boolean awaitFirst() throws InterruptedException {
		return this.first.await(20, TimeUnit.SECONDS);
	}

	List<Integer> sizes() throws Exception {
		return this.all.get(20, TimeUnit.SECONDS);
	}

}
