package dev.grpcstarter.call;

import io.grpc.Context;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation, and so Reactor and whoever else builds on it,
 * carry the {@link Context} from thread to thread: the call, its deadline, its
 * cancellation and its {@linkplain LogEntries entries of the log}. It is found by the
 * {@link java.util.ServiceLoader}. The context that belongs to nothing is not carried.
 */
public final class GrpcContextAccessor implements ThreadLocalAccessor<Context> {

	/**
	 * The key of the context in snapshots.
	 */
	public static final String KEY = "dev.grpcstarter.context";

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable Context getValue() {
		Context current = Context.current();
		return (current != Context.ROOT) ? current : null;
	}

	@Override
	public void setValue(Context value) {
		AttachedContext.attach(value);
	}

	@Override
	public void setValue() {
		AttachedContext.attach(Context.ROOT);
	}

	@Override
	public void restore(Context previousValue) {
		AttachedContext.restore(previousValue);
	}

	@Override
	public void restore() {
		AttachedContext.restore(Context.ROOT);
	}

}
