package dev.grpcstarter.server.health;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.grpcstarter.server.GrpcServerLifecycle;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Asks the health groups on a schedule, from the start of the server to its stop, and
 * lets the services of a group serve while it is up. No call ever asks an indicator.
 * <p>
 * One thread keeps the time and applies the answers. Each group is asked on another one,
 * so that indicators that hang hold up neither the time nor other groups.
 */
public final class HealthGroupChecks implements SmartLifecycle {

	private final HealthService health;

	private final @Nullable HealthGroups groups;

	private final HealthSettings settings;

	private final Supplier<Threads> newThreads;

	private volatile @Nullable Threads running;

	/**
	 * Checks for a server.
	 * @param health what tells the callers
	 * @param groups the groups; {@code null} if no service has one
	 * @param settings which service has which group
	 */
	public HealthGroupChecks(HealthService health, @Nullable HealthGroups groups, HealthSettings settings) {
		this(health, groups, settings, Threads::start);
	}

	HealthGroupChecks(HealthService health, @Nullable HealthGroups groups, HealthSettings settings,
			Supplier<Threads> newThreads) {
		this.health = health;
		this.groups = groups;
		this.settings = settings;
		this.newThreads = newThreads;
	}

	@Override
	public void start() {
		if (this.groups == null || isRunning()) {
			return;
		}
		Threads threads = this.newThreads.get();
		this.running = threads;
		long interval = this.settings.interval().toNanos();
		for (Map.Entry<String, Set<String>> group : servicesByGroup().entrySet()) {
			HealthGroupCheck check = new HealthGroupCheck(group.getKey(), group.getValue(), this.groups, this.health,
					this.settings.timeout(), threads);
			threads.timer().scheduleWithFixedDelay(check::begin, 0, interval, TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void stop() {
		Threads threads = this.running;
		if (threads != null) {
			threads.stop();
			this.running = null;
			// what was up then is asked again before it serves again
			this.health.holdBack(this.settings.groups().keySet());
		}
	}

	private Map<String, Set<String>> servicesByGroup() {
		Map<String, Set<String>> services = new TreeMap<>();
		this.settings.groups()
			.forEach((service, group) -> services.computeIfAbsent(group, (name) -> new HashSet<>()).add(service));
		return services;
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	/**
	 * Starts after the server, which an indicator may call, and stops before it.
	 */
	@Override
	public int getPhase() {
		return GrpcServerLifecycle.PHASE + 1;
	}

	/**
	 * The threads of one run.
	 *
	 * @param timer keeps the time, and is alone in changing what is known of the groups
	 * @param workers ask the groups
	 */
	record Threads(ScheduledExecutorService timer, ExecutorService workers) {

		static Threads start() {
			ThreadPoolExecutor workers = (ThreadPoolExecutor) Executors.newCachedThreadPool(named("grpc-health-"));
			// an answer may still come when nobody waits for it any more
			workers.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
			return new Threads(new ScheduledThreadPoolExecutor(1, named("grpc-health-timer-"),
					new ThreadPoolExecutor.DiscardPolicy()), workers);
		}

		private static CustomizableThreadFactory named(String prefix) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
			threads.setDaemon(true);
			return threads;
		}

		void stop() {
			this.timer.shutdownNow();
			this.workers.shutdownNow();
			try {
				// what it does is short, and must not come after the stop
				this.timer.awaitTermination(1, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
