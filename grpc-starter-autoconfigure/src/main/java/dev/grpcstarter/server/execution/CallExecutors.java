package dev.grpcstarter.server.execution;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * The executors of the server by name: {@code platform}, {@code virtual}, {@code direct},
 * and the application's own {@link Executor} beans. Owns the first two: they are made
 * when a method first asks for them, and end when this is closed. Not thread-safe while
 * services are bound, and not needed by calls.
 */
public final class CallExecutors implements AutoCloseable {

	private final PlatformPool size;

	private final Map<String, CallExecutor> executors = new HashMap<>();

	private final Function<String, @Nullable Executor> application;

	private final boolean watchBlocking;

	private @Nullable ThreadPoolExecutor pool;

	private @Nullable BlockingWatch watch;

	private @Nullable DeadlineTimer timer;

	/**
	 * Executors that are made on demand.
	 * @param size the size of the pool of platform threads
	 * @param application finds an executor of the application by its name
	 * @param watchBlocking whether to look out for direct methods that block
	 */
	public CallExecutors(PlatformPool size, Function<String, @Nullable Executor> application, boolean watchBlocking) {
		this.size = size;
		this.application = application;
		this.watchBlocking = watchBlocking;
	}

	/**
	 * The pool of platform threads, for those who measure it.
	 * @return the pool, or empty if no method uses it
	 */
	public Optional<ThreadPoolExecutor> platformPool() {
		return Optional.ofNullable(this.pool);
	}

	@Nullable BlockingWatch blockingWatch() {
		if (this.watchBlocking && this.watch == null) {
			this.watch = new BlockingWatch();
		}
		return this.watch;
	}

	DeadlineTimer deadlineTimer() {
		if (this.timer == null) {
			this.timer = new DeadlineTimer();
		}
		return this.timer;
	}

	CallExecutor get(String name) {
		CallExecutor executor = this.executors.get(name);
		if (executor == null) {
			executor = create(name);
			this.executors.put(name, executor);
		}
		return executor;
	}

	private CallExecutor create(String name) {
		return switch (name) {
			case "direct" -> CallExecutor.DIRECT;
			case "virtual" -> CallExecutor.unbounded(new VirtualThreadTaskExecutor("grpc-call-"));
			case "platform" -> platform();
			default -> CallExecutor
				.unbounded(Objects.requireNonNull(this.application.apply(name), () -> "no executor '" + name + "'"));
		};
	}

	private CallExecutor platform() {
		ThreadPoolExecutor started = this.size.start();
		this.pool = started;
		BlockingQueue<Runnable> queue = started.getQueue();
		int limit = this.size.queue();
		return new CallExecutor(started, () -> queue.size() >= limit);
	}

	/**
	 * Ends the threads that are owned here. Handlers that still run are interrupted.
	 */
	@Override
	public void close() {
		if (this.pool != null) {
			this.pool.shutdownNow();
		}
		if (this.watch != null) {
			this.watch.close();
		}
		if (this.timer != null) {
			this.timer.close();
		}
	}

}
