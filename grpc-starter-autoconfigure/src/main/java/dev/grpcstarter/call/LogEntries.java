package dev.grpcstarter.call;

import java.util.List;

import io.grpc.Context;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What of a call is in the log: entries of the MDC, which is bound to a thread. They are
 * a value of the call's {@link Context}, and so they are there on every thread that works
 * for the call, and gone when it works for something else. Immutable.
 */
public final class LogEntries {

	/**
	 * Where the entries are found in the {@link Context}.
	 */
	public static final Context.Key<LogEntries> KEY = Context.key("dev.grpcstarter.log-entries");

	private final List<String> keys;

	private final @Nullable String[] values;

	/**
	 * Entries.
	 * @param keys the keys of the MDC
	 * @param values the value of each key, or {@code null} where the call has none
	 */
	public LogEntries(List<String> keys, @Nullable String[] values) {
		this(values.clone(), List.copyOf(keys));
	}

	// for values that nobody else has: there are some for each callback of a call
	private LogEntries(@Nullable String[] values, List<String> keys) {
		this.keys = keys;
		this.values = values;
	}

	/**
	 * What the MDC is to hold when a context is attached to the current thread.
	 * @param context the context
	 * @return its entries, or those of the current context without their values, or
	 * {@code null} if the MDC is nobody's
	 */
	static @Nullable LogEntries toPut(Context context) {
		LogEntries entries = KEY.get(context);
		LogEntries present = KEY.get();
		return (entries != null || present == null) ? entries
				: new LogEntries(new @Nullable String[present.values.length], present.keys);
	}

	/**
	 * Puts the entries into the MDC of the thread. A key without a value is removed, so
	 * that no line is taken for one of another call.
	 * @return what has been there
	 */
	LogEntries put() {
		@Nullable String[] previous = new @Nullable String[this.values.length];
		for (int i = 0; i < previous.length; i++) {
			String key = this.keys.get(i);
			previous[i] = MDC.get(key);
			put(key, this.values[i]);
		}
		return new LogEntries(previous, this.keys);
	}

	private static void put(String key, @Nullable String value) {
		if (value != null) {
			MDC.put(key, value);
		}
		else {
			MDC.remove(key);
		}
	}

}
