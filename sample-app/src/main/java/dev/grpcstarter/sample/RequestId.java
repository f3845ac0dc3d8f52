package dev.grpcstarter.sample;

import java.util.UUID;
import java.util.regex.Pattern;

import io.grpc.Context;
import io.grpc.Metadata;

/**
 * A name that a request keeps on its whole way through the shop.
 */
final class RequestId {

	static final Metadata.Key<String> HEADER = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

	/**
	 * Where the id of the call in progress is found. A {@link Context} goes with the call
	 * rather than with the thread, so nothing has to be cleaned up.
	 */
	static final Context.Key<String> CONTEXT_KEY = Context.key("request-id");

	// Whatever else a caller sends has no place in our logs.
	private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private RequestId() {
	}

	static String of(Metadata headers) {
		String id = headers.get(HEADER);
		return (id != null && ACCEPTED.matcher(id).matches()) ? id : UUID.randomUUID().toString();
	}

}
