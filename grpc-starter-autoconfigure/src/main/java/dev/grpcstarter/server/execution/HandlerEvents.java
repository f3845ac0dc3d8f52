package dev.grpcstarter.server.execution;

import java.util.Objects;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The handler of one call as its events see it. It is the call that the handler answers,
 * too: parsed messages go in, and what the handler asks for goes to the transport.
 * <p>
 * What a handler throws has been turned into a status by the interceptor for exceptions,
 * where that is in its chain. Here the call is ended, if it is not.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the reply
 */
final class HandlerEvents<Q, R> extends TransportCall<Q, R> {

	/**
	 * What a call that brings one message is asked for before it has a thread: one more,
	 * because a second message has to be seen to be refused.
	 */
	private static final byte PREFETCHED = 2;

	private static final ServerCall.Listener<?> NOBODY = new NoListener<>();

	private static final Log logger = LogFactory.getLog(HandlerEvents.class);

	private final MethodDescriptor<Q, R> method;

	private final ServerCallHandler<Q, R> handler;

	private final Metadata headers;

	private byte prefetched;

	private boolean begun;

	private boolean failed;

	private ServerCall.Listener<Q> listener;

	// the type of the request differs, and no message passes through here
	@SuppressWarnings("unchecked")
	HandlerEvents(MethodDescriptor<Q, R> method, ServerCallHandler<Q, R> handler, ServerCall<Object, R> call,
			Metadata headers) {
		super((ServerCall<Q, R>) (ServerCall<?, R>) call);
		this.method = method;
		this.handler = handler;
		this.headers = headers;
		this.listener = (ServerCall.Listener<Q>) NOBODY;
	}

	void prefetch() {
		this.prefetched = PREFETCHED;
		delegate().request(PREFETCHED);
	}

	/**
	 * Leaves out what has been asked for before the handler existed.
	 */
	@Override
	public void request(int messages) {
		int known = Math.min(messages, this.prefetched);
		this.prefetched -= (byte) known;
		if (messages > known) {
			delegate().request(messages - known);
		}
	}

	@Override
	public MethodDescriptor<Q, R> getMethodDescriptor() {
		return this.method;
	}

	void begin() {
		if (this.begun) {
			return;
		}
		this.begun = true;
		try {
			this.listener = Objects.requireNonNull(this.handler.startCall(this, this.headers),
					"the handler has returned no listener");
		}
		catch (Throwable ex) {
			fail(ex);
		}
	}

	void handle(Object event) {
		try {
			if (event instanceof Signal signal) {
				signal(signal);
			}
			else {
				message(event);
			}
		}
		catch (Throwable ex) {
			fail(ex);
		}
	}

	private void signal(Signal signal) {
		if (!signal.isLast() && isOver()) {
			return;
		}
		switch (signal) {
			case READY -> this.listener.onReady();
			case HALF_CLOSE -> this.listener.onHalfClose();
			case COMPLETE -> complete();
			case CANCEL -> this.listener.onCancel();
		}
	}

	// what was sent in the end is not what the handler has sent
	private void complete() {
		if (hasExpired()) {
			this.listener.onCancel();
		}
		else {
			this.listener.onComplete();
		}
	}

	/**
	 * Whether anything of the application is to hear that everything has been sent. Asked
	 * when the handler has returned.
	 * @return {@code false} if nothing does
	 */
	boolean hearsCompletion() {
		return hasExpired() || CompletionListeners.hear(this.listener);
	}

	private boolean isOver() {
		return this.failed || hasExpired();
	}

	private void message(Object received) {
		try {
			if (!isOver()) {
				Q message = parse(received);
				if (message != null) {
					this.listener.onMessage(message);
				}
			}
		}
		finally {
			RequestMarshaller.discard(received);
		}
	}

	/**
	 * What cannot be parsed is the caller's fault, and so is what is too large when it is
	 * decompressed, of which gRPC says so itself.
	 * @param received a message
	 * @return the message, or {@code null} if the call has failed
	 */
	private @Nullable Q parse(Object received) {
		try {
			return RequestMarshaller.message(received);
		}
		catch (RuntimeException ex) {
			this.failed = true;
			Status status = Status.fromThrowable(ex);
			if (status.getCode() != Status.Code.RESOURCE_EXHAUSTED) {
				status = Status.INVALID_ARGUMENT.withDescription("The request is no message of the expected type")
					.withCause(ex);
			}
			logger.info("The call to %s from %s failed with %s: %s".formatted(methodName(),
					getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), status.getCode(), ex));
			closeIfOpen(status, null);
			return null;
		}
	}

	/**
	 * As gRPC does it: the call ends, and the listener hears of nothing more but that.
	 * @param failure what the handler has thrown
	 */
	private void fail(Throwable failure) {
		this.failed = true;
		Status status = Status.fromThrowable(failure);
		logger.error("The handler of %s has failed".formatted(methodName()), failure);
		closeIfOpen(status, Status.trailersFromThrowable(failure));
	}

	void refuse(@Nullable Throwable cause) {
		closeIfOpen(Status.RESOURCE_EXHAUSTED.withDescription("the server has no thread for the call").withCause(cause),
				null);
	}

	private void closeIfOpen(Status status, @Nullable Metadata trailers) {
		try {
			close(status, (trailers != null) ? trailers : new Metadata());
		}
		catch (IllegalStateException ex) {
			logger.debug("The handler of %s has answered before".formatted(methodName()), ex);
		}
	}

	String methodName() {
		return this.method.getFullMethodName();
	}

}
