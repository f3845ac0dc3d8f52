package dev.grpcstarter.benchmarks;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;

/**
 * The work of every benchmark: as little as possible, so that what is around it shows.
 */
class EchoService extends EchoGrpc.EchoImplBase {

	static final Payload HUNDRED_BYTES = Payload.newBuilder().setData(ByteString.copyFrom(new byte[100])).build();

	@Override
	public void say(Payload request, StreamObserver<Payload> caller) {
		caller.onNext(request);
		caller.onCompleted();
	}

}
