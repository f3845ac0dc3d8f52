package dev.grpcstarter.sample;

import java.util.function.Supplier;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

/**
 * Answers a caller with one message or with the status that says why there is none.
 */
final class Answer {

	private Answer() {
	}

	/**
	 * Does the work and sends what comes of it. Anything but a status is not caught here:
	 * {@link ShopErrors} or the starter makes a status of it.
	 * @param caller who is answered
	 * @param work returns the message or throws the status
	 * @param <T> the type of the message
	 */
	static <T> void to(StreamObserver<T> caller, Supplier<T> work) {
		T message;
		try {
			message = work.get();
		}
		catch (StatusRuntimeException ex) {
			caller.onError(ex);
			return;
		}
		caller.onNext(message);
		caller.onCompleted();
	}

}
