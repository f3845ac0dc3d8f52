package dev.grpcstarter.testing;

import io.grpc.stub.StreamObserver;

/**
 * Answers with what it is told, backwards.
 */
public class MirrorService extends MirrorGrpc.MirrorImplBase {

	@Override
	public void reverse(Phrase request, StreamObserver<Phrase> caller) {
		caller.onNext(EchoService.phrase(new StringBuilder(request.getText()).reverse().toString()));
		caller.onCompleted();
	}

}
