package dev.grpcstarter.call;

import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Context} that is attached to the current thread, with what the log is to say
 * of its call. It is closed on the same thread, and leaves nothing there.
 */
public final class AttachedContext implements AutoCloseable {

	/**
	 * The last {@link #attach} of the thread that was not taken back.
	 */
	private static final ThreadLocal<@Nullable AttachedContext> LAST = new ThreadLocal<>();

	private final Context attached;

	private final Context previous;

	private final @Nullable LogEntries previousEntries;

	private final @Nullable AttachedContext outer;

	private AttachedContext(Context context, @Nullable AttachedContext outer) {
		LogEntries entries = LogEntries.toPut(context);
		this.outer = outer;
		this.attached = context;
		this.previous = context.attach();
		this.previousEntries = (entries != null) ? entries.put() : null;
	}

	/**
	 * Attaches a context to the current thread.
	 * @param context the context
	 * @return what is to be closed in a {@code finally}
	 */
	public static AttachedContext of(Context context) {
		return new AttachedContext(context, null);
	}

	/**
	 * Attaches a context for who cannot keep what is to be closed: {@link #restore} finds
	 * it.
	 * @param context the context
	 */
	static void attach(Context context) {
		LAST.set(new AttachedContext(context, LAST.get()));
	}

	/**
	 * Takes back the {@link #attach} to a thread that had a context before, whatever has
	 * been attached since and was left there.
	 * @param previous the context that the thread had
	 */
	static void restore(Context previous) {
		AttachedContext last = LAST.get();
		AttachedContext found = last;
		while (found != null && found.previous != previous) {
			found = found.outer;
		}
		if (found == null) {
			// not attached by this thread: nobody knows more than the context does
			of(previous);
			return;
		}
		for (AttachedContext left = last; left != null && left != found; left = left.outer) {
			left.close();
		}
		found.close();
		if (found.outer != null) {
			LAST.set(found.outer);
		}
		else {
			LAST.remove();
		}
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
