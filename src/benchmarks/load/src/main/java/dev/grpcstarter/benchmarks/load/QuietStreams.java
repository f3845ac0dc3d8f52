package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
import io.grpc.stub.StreamObserver;

/**
 * Bidirectional calls over a few connections, each of which has been answered once.
 */
final class QuietStreams implements Held {

	/**
	 * As many as the default limits of the starter let in.
	 */
	static final int MOST = 20_000;

	private static final int CONNECTIONS = 20;

	private static final int AT_ONCE = 100;

	private final Connections connections;

	private final List<EchoGrpc.EchoStub> stubs;

	private final Semaphore answers = new Semaphore(0);

	private int number;

	QuietStreams(int port) {
		this.connections = new Connections(port, CONNECTIONS);
		this.stubs = this.connections.stubs();
	}

	@Override
	public void grow(int number) throws IOException, InterruptedException {
		while (this.number < number) {
			int more = Math.min(AT_ONCE, number - this.number);
			for (int i = 0; i < more; i++) {
				this.stubs.get(this.number++ % CONNECTIONS).talk(new Listener()).onNext(EchoService.HUNDRED_BYTES);
			}
			if (!this.answers.tryAcquire(more, 30, TimeUnit.SECONDS)) {
				throw new IOException("No answer over one of %d streams".formatted(this.number));
			}
		}
	}

	@Override
	public void close() {
		this.connections.close();
	}

	private final class Listener implements StreamObserver<Payload> {

		@Override
		public void onNext(Payload reply) {
			QuietStreams.this.answers.release();
		}

		@Override
		public void onError(Throwable failure) {
			// no answer has come, or the streams are closed
		}

		@Override
		public void onCompleted() {
			// not before the end
		}

	}

}
