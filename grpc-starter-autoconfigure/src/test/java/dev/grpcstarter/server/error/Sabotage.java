package dev.grpcstarter.server.error;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.grpcstarter.server.GlobalServerInterceptor;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Throws where a call's headers say.
 */
@GlobalServerInterceptor
class Sabotage implements ServerInterceptor {

	static final Metadata.Key<String> PLACE = Metadata.Key.of("throw-at", Metadata.ASCII_STRING_MARSHALLER);

	enum Place {

		INTERCEPT, READY, MESSAGE, HALF_CLOSE, SEND_HEADERS, SEND_MESSAGE, CLOSE, COMPLETE, CANCEL

	}

	final AtomicInteger messages = new AtomicInteger();

	private final Function<Place, ? extends Throwable> exceptions;

	Sabotage(Function<Place, ? extends Throwable> exceptions) {
		this.exceptions = exceptions;
	}

	static Metadata at(Place place) {
		Metadata headers = new Metadata();
		headers.put(PLACE, place.name());
		return headers;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		String place = headers.get(PLACE);
		reach(Place.INTERCEPT, place);
		ServerCall<Q, R> sabotaged = new SimpleForwardingServerCall<>(call) {

			@Override
			public void sendHeaders(Metadata sent) {
				reach(Place.SEND_HEADERS, place);
				super.sendHeaders(sent);
			}

			@Override
			public void sendMessage(R message) {
				reach(Place.SEND_MESSAGE, place);
				super.sendMessage(message);
			}

			@Override
			public void close(io.grpc.Status status, Metadata trailers) {
				reach(Place.CLOSE, place);
				super.close(status, trailers);
			}

		};
		// more than the handler asks for, so that messages arrive after the failure
		call.request(3);
		return new SimpleForwardingServerCallListener<>(next.startCall(sabotaged, headers)) {

			@Override
			public void onMessage(Q message) {
				Sabotage.this.messages.incrementAndGet();
				reach(Place.MESSAGE, place);
				super.onMessage(message);
			}

			@Override
			public void onHalfClose() {
				reach(Place.HALF_CLOSE, place);
				super.onHalfClose();
			}

			@Override
			public void onReady() {
				reach(Place.READY, place);
				super.onReady();
			}

			@Override
			public void onComplete() {
				super.onComplete();
				reach(Place.COMPLETE, place);
			}

			@Override
			public void onCancel() {
				super.onCancel();
				reach(Place.CANCEL, place);
			}

		};
	}

	private void reach(Place here, String place) {
		if (here.name().equals(place)) {
			throwAny(this.exceptions.apply(here));
		}
	}

	@SuppressWarnings("unchecked")
	static <T extends Throwable> void throwAny(Throwable ex) throws T {
		throw (T) ex;
	}

}
