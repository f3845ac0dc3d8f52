package dev.grpcstarter.server.error;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grpc.Metadata;
import io.grpc.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Keeps the end of a call so small that every client takes it. Clients accept 8 KB of
 * headers unless told otherwise, and what is more arrives as a broken stream, without any
 * status. A description is cut where it is long; then details of the status are dropped,
 * the largest first, until the rest fits; then other trailers, in the same way.
 * Thread-safe.
 */
final class TrailersLimit {

	/**
	 * 8 KB less what proxies may add.
	 */
	private static final int MOST = 7_680;

	private static final int LONGEST_DESCRIPTION = 2_048;

	private static final Metadata.Key<byte[]> DETAILS = Metadata.Key.of("grpc-status-details-bin",
			Metadata.BINARY_BYTE_MARSHALLER);

	private static final Log logger = LogFactory.getLog(TrailersLimit.class);

	private final boolean knowsDetails;

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	/**
	 * A limit for the services of one application.
	 * @param classLoader tells whether {@code grpc-protobuf} is there; without it,
	 * details are dropped all together
	 */
	TrailersLimit(@Nullable ClassLoader classLoader) {
		this.knowsDetails = ClassUtils.isPresent(RichFailure.TYPE, classLoader);
	}

	boolean fits(Status status, Metadata trailers) {
		return HeaderListSize.of(status, trailers) <= MOST;
	}

	/**
	 * Makes a status fit that does not.
	 * @param method the full name of the method, for the log
	 * @param status the status
	 * @param trailers the trailers, which stay as they are
	 * @return what fits
	 */
	Failure cut(String method, Status status, Metadata trailers) {
		Metadata rest = new Metadata();
		rest.merge(trailers);
		List<String> lost = new ArrayList<>();
		Status shorter = status;
		String description = status.getDescription();
		if (description != null && HeaderListSize.ofText(description) > LONGEST_DESCRIPTION) {
			shorter = status.withDescription(HeaderListSize.shorten(description, LONGEST_DESCRIPTION));
			lost.add("a part of its description");
		}
		cutDetails(shorter, rest, lost);
		while (!fits(shorter, rest) && !rest.keys().isEmpty()) {
			String largest = rest.keys()
				.stream()
				.max(Comparator.comparingInt((key) -> HeaderListSize.of(rest, key)))
				.orElseThrow();
			rest.discardAll(HeaderListSize.key(largest));
			lost.add(largest);
		}
		String text = "The end of a call to %s takes %d bytes of headers, more than the 8 KB that clients accept: it goes without %s"
			.formatted(method, HeaderListSize.of(status, trailers), lost);
		if (this.warned.add(method)) {
			logger.warn(text);
		}
		else {
			logger.debug(text);
		}
		return new Failure(shorter, rest, true);
	}

	private void cutDetails(Status status, Metadata trailers, List<String> lost) {
		byte[] details = trailers.get(DETAILS);
		if (details == null) {
			return;
		}
		trailers.discardAll(DETAILS);
		String key = DETAILS.name();
		int room = MOST - HeaderListSize.of(status, trailers) - HeaderListSize.ofEntry(key, 0);
		byte[] kept = (this.knowsDetails)
				? RichFailure.fittingDetails(details, HeaderListSize.ofDecoded(room), status.getDescription(), lost)
				: null;
		if (kept != null) {
			trailers.put(DETAILS, kept);
		}
		else {
			lost.add(key);
		}
	}

}
