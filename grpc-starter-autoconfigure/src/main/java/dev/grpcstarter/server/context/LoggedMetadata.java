package dev.grpcstarter.server.context;

import java.util.List;
import java.util.regex.Pattern;

import dev.grpcstarter.call.LogEntries;
import io.grpc.Metadata;
import io.grpc.Metadata.Key;
import org.jspecify.annotations.Nullable;

/**
 * Which metadata of a call goes into the log's MDC. Immutable.
 */
public final class LoggedMetadata {

	private static final Pattern NOT_PRINTABLE = Pattern.compile("[^ -~]");

	private final List<String> names;

	private final List<Key<String>> keys;

	/**
	 * Metadata to log.
	 * @param names its keys, which are the keys of the MDC too
	 */
	public LoggedMetadata(List<String> names) {
		this.names = List.copyOf(names);
		this.keys = this.names.stream().map((name) -> Key.of(name, Metadata.ASCII_STRING_MARSHALLER)).toList();
	}

	boolean isEmpty() {
		return this.names.isEmpty();
	}

	LogEntries of(Metadata headers) {
		@Nullable String[] values = new @Nullable String[this.names.size()];
		for (int i = 0; i < values.length; i++) {
			values[i] = printable(headers.get(this.keys.get(i)));
		}
		return new LogEntries(this.names, values);
	}

	// a line break from outside could forge lines of the log
	private static @Nullable String printable(@Nullable String value) {
		return (value != null) ? NOT_PRINTABLE.matcher(value).replaceAll("?") : null;
	}

}
