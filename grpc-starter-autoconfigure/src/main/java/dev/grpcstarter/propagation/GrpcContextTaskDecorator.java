package dev.grpcstarter.propagation;

import dev.grpcstarter.call.AttachedContext;
import io.grpc.Context;

import org.springframework.core.task.TaskDecorator;

/**
 * Runs a task in the {@link Context} in which it was submitted: the call, its deadline,
 * its cancellation and its entries of the log's MDC. It is a bean, and Boot gives it to
 * everything that its builders of executors and schedulers build. Executors that are made
 * by hand are told with {@code setTaskDecorator}. Tasks that are submitted outside of a
 * call stay as they are. Thread-safe.
 */
public final class GrpcContextTaskDecorator implements TaskDecorator {

	@Override
	public Runnable decorate(Runnable task) {
		Context context = Context.current();
		return (context != Context.ROOT) ? () -> run(context, task) : task;
	}

	private static void run(Context context, Runnable task) {
		AttachedContext attached = AttachedContext.of(context);
		try {
			task.run();
		}
		finally {
			attached.close();
		}
	}

}
