package dev.grpcstarter.server.error;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The size of a header list as HTTP/2 counts it (RFC 9113, 6.5.2): name, value and 32 for
 * each entry. On the wire a description is percent-encoded and a binary value is base64.
 */
final class HeaderListSize {

	private static final int OVERHEAD = 32;

	private static final String ELLIPSIS = "...";

	private HeaderListSize() {
	}

	/**
	 * The size of the end of a call to which nothing else was sent before.
	 * @param status the status
	 * @param trailers the trailers
	 * @return the size in bytes
	 */
	static int of(Status status, Metadata trailers) {
		int size = ofEntry(":status", 3) + ofEntry("content-type", "application/grpc".length())
				+ ofEntry("grpc-status", 2);
		String description = status.getDescription();
		if (description != null) {
			size += ofEntry("grpc-message", ofText(description));
		}
		for (String key : trailers.keys()) {
			size += of(trailers, key);
		}
		return size;
	}

	static int of(Metadata trailers, String key) {
		int size = 0;
		if (key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
			for (byte[] value : nonNull(trailers.getAll(binary(key)))) {
				size += ofEntry(key, (value.length * 4 + 2) / 3);
			}
		}
		else {
			for (String value : nonNull(trailers.getAll(text(key)))) {
				size += ofEntry(key, value.length());
			}
		}
		return size;
	}

	static int ofEntry(String key, int value) {
		return key.length() + value + OVERHEAD;
	}

	/**
	 * How many bytes fit into a binary value.
	 * @param encoded the room on the wire
	 * @return the bytes
	 */
	static int ofDecoded(int encoded) {
		return Math.max(0, encoded) / 4 * 3;
	}

	static int ofText(String text) {
		int size = 0;
		for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
			size += (b < ' ' || b >= '~' || b == '%') ? 3 : 1;
		}
		return size;
	}

	/**
	 * Cuts a description between two characters.
	 * @param text the description
	 * @param most its largest size on the wire
	 * @return its beginning, marked as such
	 */
	static String shorten(String text, int most) {
		int end = 0;
		int size = ELLIPSIS.length();
		while (end < text.length()) {
			int next = text.offsetByCodePoints(end, 1);
			size += ofText(text.substring(end, next));
			if (size > most) {
				break;
			}
			end = next;
		}
		return text.substring(0, end) + ELLIPSIS;
	}

	static Metadata.Key<?> key(String name) {
		return name.endsWith(Metadata.BINARY_HEADER_SUFFIX) ? binary(name) : text(name);
	}

	private static Metadata.Key<byte[]> binary(String name) {
		return Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
	}

	private static Metadata.Key<String> text(String name) {
		return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
	}

	private static <T> Iterable<T> nonNull(@Nullable Iterable<T> values) {
		return (values != null) ? values : List.of();
	}

}
