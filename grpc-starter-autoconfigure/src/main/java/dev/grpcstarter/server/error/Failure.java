package dev.grpcstarter.server.error;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a failed call gets.
 *
 * @param status the status
 * @param trailers the trailers that go with it, for this call alone
 * @param chosen whether the application has chosen the status; otherwise the table has
 */
record Failure(Status status, Metadata trailers, boolean chosen) {

	/**
	 * What the application has chosen.
	 * @param status the status
	 * @param trailers the trailers, which are copied, because the transport adds to them
	 * and an exception may be thrown more than once; or {@code null}
	 * @return the failure
	 */
	static Failure chosen(Status status, @Nullable Metadata trailers) {
		Metadata copy = new Metadata();
		if (trailers != null) {
			copy.merge(trailers);
		}
		return new Failure(status, copy, true);
	}

	/**
	 * What the table has for an exception.
	 * @param known the row of the table
	 * @param ex the exception, which stays on this side
	 * @return the failure
	 */
	static Failure known(KnownException known, Throwable ex) {
		return new Failure(known.status().withCause(ex), new Metadata(), false);
	}

	/**
	 * The status that an exception carries.
	 * @param ex the exception
	 * @return its status and trailers, or {@code null} if it is of another type
	 */
	static @Nullable Failure carriedBy(Throwable ex) {
		if (ex instanceof StatusRuntimeException carrier) {
			return chosen(carrier.getStatus(), carrier.getTrailers());
		}
		if (ex instanceof StatusException carrier) {
			return chosen(carrier.getStatus(), carrier.getTrailers());
		}
		return null;
	}

}
