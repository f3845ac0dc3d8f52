package dev.grpcstarter.benchmarks.jmh;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * A unary call that can be made again and again, and what it needs until it is closed.
 * One has ended, as its caller sees it, when {@link #run()} returns.
 */
final class RepeatedCall implements Runnable, AutoCloseable {

	private final Runnable call;

	private final Runnable closeClient;

	private final Runnable closeServer;

	private RepeatedCall(Runnable call, Runnable closeClient, Runnable closeServer) {
		this.call = call;
		this.closeClient = closeClient;
		this.closeServer = closeServer;
	}

	/**
	 * A call over a bare channel whose callbacks run on the thread that has something for
	 * them. So all that a call takes is on its caller's thread, or on that of its
	 * handler.
	 * @param name the name of the server
	 * @param closeServer ends the server
	 * @return the call
	 */
	static RepeatedCall toServer(String name, Runnable closeServer) {
		ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
		EchoGrpc.EchoStub stub = EchoGrpc.newStub(channel);
		Reply reply = new Reply();
		return new RepeatedCall(() -> {
			reply.ended = false;
			stub.say(EchoService.HUNDRED_BYTES, reply);
			reply.await();
		}, channel::shutdownNow, closeServer);
	}

	/**
	 * A call as most applications make it, by a blocking stub.
	 * @param call makes it
	 * @param closeClient ends what it needs on its own side
	 * @param closeServer ends the server
	 * @return the call
	 */
	static RepeatedCall byClient(Runnable call, Runnable closeClient, Runnable closeServer) {
		return new RepeatedCall(call, closeClient, closeServer);
	}

	@Override
	public void run() {
		this.call.run();
	}

	@Override
	public void close() {
		this.closeClient.run();
		this.closeServer.run();
	}

	private static final class Reply implements StreamObserver<Payload> {

		private volatile boolean ended;

		private volatile @Nullable Throwable failure;

		@Override
		public void onNext(Payload reply) {
		}

		@Override
		public void onError(Throwable failure) {
			this.failure = failure;
			this.ended = true;
		}

		@Override
		public void onCompleted() {
			this.ended = true;
		}

		// allocates nothing, as a lock might
		void await() {
			while (!this.ended) {
				Thread.yield();
			}
			if (this.failure != null) {
				throw new IllegalStateException(this.failure);
			}
		}

	}

}
