package dev.grpcstarter.client;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.function.UnaryOperator;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Corrects the status of calls that fail on this side of the wire, where gRPC's own leads
 * astray: a reply that cannot be read ends as CANCELLED, though nobody has cancelled
 * anything, and a connection that is closed at the wrong moment as UNKNOWN. Why there is
 * no connection, the transport knows. What the server says stays as it is.
 */
final class LocalFailureInterceptor implements ClientInterceptor {

	private final UnaryOperator<Status> explanation;

	/**
	 * Corrects the calls of one channel.
	 * @param explanation that of the channel's transport
	 */
	LocalFailureInterceptor(UnaryOperator<Status> explanation) {
		this.explanation = explanation;
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		return new SimpleForwardingClientCall<>(next.newCall(method, options)) {

			@Override
			public void start(Listener<R> listener, Metadata headers) {
				super.start(new Correcting<>(listener, LocalFailureInterceptor.this.explanation), headers);
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
	 * A reply that cannot be read. Whatever a listener of the application throws looks
	 * the same to gRPC, so only what marshallers and stubs throw counts: these two codes,
	 * and without the trailers that the failure of another call has.
	 * @param status the status of the call
	 * @param cause what was thrown
	 * @return what was thrown, as a status
	 */
	private static Status unreadable(Status status, Throwable cause) {
		if (!(cause instanceof StatusRuntimeException thrown) || thrown.getTrailers() != null) {
			return status;
		}
		return switch (thrown.getStatus().getCode()) {
			case INTERNAL, RESOURCE_EXHAUSTED -> status(thrown.getStatus().getCode(),
					"Failed to read the reply: " + thrown.getStatus().getDescription(), cause);
			default -> status;
		};
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

		private final UnaryOperator<Status> explanation;

		Correcting(ClientCall.Listener<R> listener, UnaryOperator<Status> explanation) {
			super(listener);
			this.explanation = explanation;
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			super.onClose((status.isOk()) ? status : correct(this.explanation.apply(status)), trailers);
		}

	}

}
