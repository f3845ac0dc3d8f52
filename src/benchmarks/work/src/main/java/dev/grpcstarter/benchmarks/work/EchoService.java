package dev.grpcstarter.benchmarks.work;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * The work of every benchmark: as little as possible, so that what is around it shows.
 */
public class EchoService extends EchoGrpc.EchoImplBase {

	/**
	 * A message of about a hundred bytes.
	 */
	public static final Payload HUNDRED_BYTES = payload(100);

	/**
	 * A message.
	 * @param bytes its size, without the few that protobuf adds
	 * @return the message
	 */
	public static Payload payload(int bytes) {
		return Payload.newBuilder().setData(ByteString.copyFrom(new byte[bytes])).build();
	}

	@Override
	public void say(Payload request, StreamObserver<Payload> caller) {
		caller.onNext(request);
		caller.onCompleted();
	}

	@Override
	public void sayDirect(Payload request, StreamObserver<Payload> caller) {
		say(request, caller);
	}

	@Override
	public void repeat(RepeatRequest request, StreamObserver<Payload> caller) {
		ServerCallStreamObserver<Payload> stream = (ServerCallStreamObserver<Payload>) caller;
		Runnable sender = new Runnable() {

			private int left = request.getTimes();

			@Override
			public void run() {
				while (this.left > 0 && stream.isReady()) {
					this.left--;
					stream.onNext(request.getPayload());
					if (this.left == 0) {
						stream.onCompleted();
					}
				}
			}

		};
		stream.setOnReadyHandler(sender);
	}

	@Override
	public StreamObserver<Payload> talk(StreamObserver<Payload> caller) {
		return new StreamObserver<>() {

			@Override
			public void onNext(Payload message) {
				caller.onNext(message);
			}

			@Override
			public void onError(Throwable failure) {
				// the caller is gone
			}

			@Override
			public void onCompleted() {
				caller.onCompleted();
			}

		};
	}

}
