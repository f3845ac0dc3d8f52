package dev.grpcstarter.server;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.grpcstarter.server.execution.InFlightCalls;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Starts the server when everything that its services may need is there, and stops it
 * before any of that goes away.
 */
public final class GrpcServerLifecycle implements SmartLifecycle {

	/**
	 * The phase: later to start and earlier to stop than Boot's web server (whose
	 * graceful shutdown has {@code DEFAULT_PHASE - 1024}) and Spring's executors and
	 * schedulers (half of {@code DEFAULT_PHASE}), and earlier to start than beans that
	 * take the default, which may then already call the server.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

	private static final int MOST_LINES = 50;

	private static final Log logger = LogFactory.getLog(GrpcServerLifecycle.class);

	private final GrpcServerFactory factory;

	private final ServerShutdown shutdown;

	private final ApplicationEventPublisher events;

	private volatile @Nullable GrpcServer running;

	/**
	 * Runs the servers of a factory, one at a time.
	 * @param factory builds the server for each start
	 * @param shutdown how long the parts of a stop may take
	 * @param events where to publish that the server has started or stopped
	 */
	public GrpcServerLifecycle(GrpcServerFactory factory, ServerShutdown shutdown, ApplicationEventPublisher events) {
		this.factory = factory;
		this.shutdown = shutdown;
		this.events = events;
	}

	@Override
	public void start() {
		if (isRunning()) {
			return;
		}
		GrpcServer server = this.factory.create();
		server.start();
		this.running = server;
		keepTheJvmAlive(server);
		GrpcServices services = this.factory.services();
		services.builtIn().forEach((service) -> service.started(services.names()));
		logger.info("gRPC server listens on %s and serves %s".formatted(server.addresses(), services.names()));
		services.served()
			.stream()
			.filter((service) -> !service.builtIn())
			.forEach((service) -> logger.info(new ChainSummary(service).line()));
		this.events.publishEvent(new GrpcServerStartedEvent(server));
	}

	/**
	 * Takes as long as drain and grace say, on the thread that calls: no timeout of a
	 * shutdown phase cuts it short.
	 */
	@Override
	public void stop() {
		GrpcServer server = this.running;
		if (server == null) {
			return;
		}
		try {
			drain(server);
		}
		finally {
			server.end();
			this.running = null;
		}
		this.events.publishEvent(new GrpcServerStoppedEvent(server));
	}

	private void drain(GrpcServer server) {
		tell(BuiltInService::draining);
		if (!this.shutdown.drain().isZero()) {
			logger.info("gRPC server accepts calls for another %s".formatted(text(this.shutdown.drain())));
			pause(this.shutdown.drain());
		}
		server.shutdown();
		tell(BuiltInService::stopping);
		// on a thread of its own, because an action that blocks is no reason to wait
		Thread goodbye = new Thread(server.inFlight()::drain, "grpc-server-drain");
		goodbye.setDaemon(true);
		goodbye.start();
		if (!server.awaitCalls(this.shutdown.grace())) {
			logger.warn("gRPC server cancels what is still in flight %s:%s"
				.formatted((Thread.currentThread().isInterrupted()) ? "because its stop was interrupted"
						: "after " + text(this.shutdown.grace()), lines(server.inFlight().list())));
		}
	}

	private void tell(Consumer<BuiltInService> what) {
		for (BuiltInService service : this.factory.services().builtIn()) {
			try {
				what.accept(service);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A built-in service failed when it was told of the stop", ex);
			}
		}
	}

	private static void pause(Duration duration) {
		try {
			new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static String lines(List<InFlightCalls.Entry> calls) {
		String lines = calls.stream()
			.limit(MOST_LINES)
			.map((call) -> "%n    %s, begun %s ago, from %s".formatted(call.method(), text(call.age()), call.peer()))
			.collect(Collectors.joining());
		return (calls.size() > MOST_LINES) ? lines + "%n    and %d more".formatted(calls.size() - MOST_LINES) : lines;
	}

	private static String text(Duration duration) {
		return (duration.toMillis() == 0) ? "0s"
				: DurationFormatterUtils.print(duration.truncatedTo(ChronoUnit.MILLIS), DurationFormat.Style.COMPOSITE);
	}

	/**
	 * The server that runs.
	 * @return the server, or {@code null} before the start and after the stop
	 */
	public @Nullable GrpcServer server() {
		return this.running;
	}

	/**
	 * All threads of the transport are daemons, and in an application without a web
	 * server nothing else outlives {@code main}.
	 * @param server the server that is to be reachable until it is stopped
	 */
	private static void keepTheJvmAlive(GrpcServer server) {
		if (!server.addresses().stream().allMatch(ListenAddress.InProcess.class::isInstance)) {
			Thread thread = new Thread(server::awaitTermination, "grpc-server");
			thread.setDaemon(false);
			thread.start();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
