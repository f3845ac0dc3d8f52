package dev.grpcstarter.client;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Corrects the status of calls that fail on this side of the wire, where gRPC's own leads
 * astray: a reply that cannot be read ends as CANCELLED, though nobody has cancelled
 * anything, and a connection that is closed at the wrong moment as UNKNOWN. What the
 * server says stays as it is.
 */
final class LocalFailureInterceptor implements ClientInterceptor {

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		return new SimpleForwardingClientCall<>(next.newCall(method, options)) {

			@Override
			public void start(Listener<R> listener, Metadata headers) {
				super.start(new Correcting<>(listener), headers);
			}

		};
	}

	/**
	 * Corrects a status.
	 * @param status the status as gRPC has it
	 * @return the status as it should be
	 */
	static Status correct(Status status) {
		// what comes from the server has no cause
		if (status.getCause() == null) {
			return status;
		}
		return switch (status.getCode()) {
			case CANCELLED -> (says(status, "Failed to read")) ? unreadable(status, status.getCause()) : status;
			case UNKNOWN -> unknown(status, status.getCause());
			case INTERNAL ->
				(says(status, "http2 exception")) ? status.augmentDescription(message(status.getCause())) : status;
			default -> status;
		};
	}

	/**
	 * A reply that cannot be read, or one that a listener of the application refuses with
	 * a status of its own.
	 * @param status the status of the call
	 * @param cause what was thrown
	 * @return what was thrown, as a status
	 */
	private static Status unreadable(Status status, Throwable cause) {
		Status thrown = Status.fromThrowable(cause);
		if (thrown.getCode() == Status.Code.UNKNOWN) {
			return status;
		}
		return status(thrown.getCode(), "Failed to read the reply: " + thrown.getDescription(), cause);
	}

	private static Status unknown(Status status, Throwable cause) {
		if (find(ClosedChannelException.class, cause) != null) {
			return status(Status.Code.UNAVAILABLE, status.getDescription(), cause);
		}
		IOException undecodable = find(IOException.class, cause);
		if (status.getDescription() == null && undecodable != null) {
			return status(Status.Code.INTERNAL, "Failed to decompress the reply: " + message(undecodable), cause);
		}
		return status;
	}

	private static boolean says(Status status, String words) {
		return status.getDescription() != null && status.getDescription().startsWith(words);
	}

	private static Status status(Status.Code code, @Nullable String description, Throwable cause) {
		return code.toStatus().withDescription(description).withCause(cause);
	}

	private static String message(Throwable failure) {
		return (failure.getMessage() != null) ? failure.getMessage() : failure.toString();
	}

	private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable failure) {
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (type.isInstance(each)) {
				return type.cast(each);
			}
		}
		return null;
	}

	/**
	 * Corrects the status of one call.
	 *
	 * @param <R> the type of the replies
	 */
	private static final class Correcting<R> extends SimpleForwardingClientCallListener<R> {

		Correcting(ClientCall.Listener<R> listener) {
			super(listener);
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			super.onClose(correct(status), trailers);
		}

	}

}
