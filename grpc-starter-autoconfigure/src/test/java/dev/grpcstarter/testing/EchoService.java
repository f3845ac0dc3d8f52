package dev.grpcstarter.testing;

import java.util.ArrayList;
import java.util.List;

import io.grpc.stub.StreamObserver;

/**
 * Answers with what it is told.
 */
public class EchoService extends EchoGrpc.EchoImplBase {

	@Override
	public void say(Phrase request, StreamObserver<Phrase> caller) {
		caller.onNext(request);
		caller.onCompleted();
	}

	@Override
	public void sayTimes(Phrase request, StreamObserver<Phrase> caller) {
		for (int i = 0; i < request.getTimes(); i++) {
			caller.onNext(request);
		}
		caller.onCompleted();
	}

	@Override
	public StreamObserver<Phrase> join(StreamObserver<Phrase> caller) {
		List<String> texts = new ArrayList<>();
		return new Received() {

			@Override
			public void onNext(Phrase phrase) {
				texts.add(phrase.getText());
			}

			@Override
			public void onCompleted() {
				caller.onNext(phrase(String.join(" ", texts)));
				caller.onCompleted();
			}

		};
	}

	@Override
	public StreamObserver<Phrase> chat(StreamObserver<Phrase> caller) {
		return new Received() {

			@Override
			public void onNext(Phrase phrase) {
				caller.onNext(phrase);
			}

			@Override
			public void onCompleted() {
				caller.onCompleted();
			}

		};
	}

	public static Phrase phrase(String text) {
		return Phrase.newBuilder().setText(text).build();
	}

	private abstract static class Received implements StreamObserver<Phrase> {

		@Override
		public void onError(Throwable failure) {
			// the caller has gone, and nothing is left to do for it
		}

	}

}
