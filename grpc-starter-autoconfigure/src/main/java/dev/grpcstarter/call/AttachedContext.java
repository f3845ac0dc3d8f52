package dev.grpcstarter.call;

import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Context} that is attached to the current thread, with what the log is to say
 * of its call. It is closed on the same thread, and leaves nothing there.
 */
public final class AttachedContext implements AutoCloseable {

	private static final Context.Key<AttachedContext> KEY = Context.key("dev.grpcstarter.attached-context");

	private final Context original;

	private final Context attached;

	private final Context previous;

	private final @Nullable LogEntries previousEntries;

	private AttachedContext(Context context, boolean findable) {
		LogEntries entries = LogEntries.toPut(context);
		this.original = context;
		this.attached = (findable) ? context.withValue(KEY, this) : context;
		this.previous = this.attached.attach();
		this.previousEntries = (entries != null) ? entries.put() : null;
	}

	/**
	 * Attaches a context to the current thread.
	 * @param context the context
	 * @return what is to be closed in a {@code finally}
	 */
	public static AttachedContext of(Context context) {
		return new AttachedContext(context, false);
	}

	/**
	 * The current context, to be attached to another thread. One that goes from thread to
	 * thread stays the same and does not grow with the threads that it has seen.
	 * @return the context
	 */
	public static Context current() {
		AttachedContext found = find();
		return (found != null) ? found.original : Context.current();
	}

	/**
	 * Attaches a context for who cannot keep what is to be closed: {@link #detach} finds
	 * it.
	 * @param context the context
	 */
	static void attach(Context context) {
		new AttachedContext(context, true);
	}

	/**
	 * Takes back the last {@link #attach}.
	 */
	static void detach() {
		AttachedContext found = find();
		if (found != null) {
			found.close();
		}
	}

	private static @Nullable AttachedContext find() {
		AttachedContext found = KEY.get();
		return (found != null && found.attached == Context.current()) ? found : null;
	}

	/**
	 * Lets the thread be what it was before.
	 */
	@Override
	public void close() {
		if (this.previousEntries != null) {
			this.previousEntries.put();
		}
		this.attached.detach(this.previous);
	}

}
