package dev.grpcstarter.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.grpcstarter.client.ChannelDefinition.ConnectMode;
import dev.grpcstarter.client.naming.ChannelTarget;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.Status;

import org.springframework.context.SmartLifecycle;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Connects the channels that are to be connected at the start: those that are eager are
 * asked to, and those that are required are waited for, all at once. What has no
 * connection in time is reported together. Channels to servers in the same JVM are left
 * out: the server may be one of this context, which starts later, and connects at once.
 */
public final class ConnectAtStart implements SmartLifecycle {

	/**
	 * The phase: earlier than everything of Spring Boot and of this library that opens a
	 * port, so that nothing is served by an application that cannot start.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private final GrpcChannels channels;

	private final ClientThreads threads;

	private volatile boolean running;

	/**
	 * Connects channels.
	 * @param channels the channels
	 * @param threads keep the time
	 */
	public ConnectAtStart(GrpcChannels channels, ClientThreads threads) {
		this.channels = channels;
		this.threads = threads;
	}

	/**
	 * Waits for the channels that are required.
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if one of them has no
	 * connection within its {@code connect-timeout}
	 * @throws IllegalStateException if the start is interrupted
	 */
	@Override
	public void start() {
		Map<ChannelDefinition, ConnectionProbe> probes = new LinkedHashMap<>();
		try {
			for (ChannelDefinition definition : this.channels.definitions()) {
				ConnectMode mode = (definition.target() instanceof ChannelTarget.InProcess) ? ConnectMode.LAZY
						: definition.connecting().mode();
				if (mode != ConnectMode.LAZY) {
					this.channels.get(definition.name()).getState(true);
				}
				if (mode == ConnectMode.REQUIRED) {
					probes.put(definition, new ConnectionProbe(this.channels.get(definition.name()),
							definition.connecting().timeout(), this.threads.timer()));
				}
			}
			await(probes);
		}
		finally {
			probes.values().forEach(ConnectionProbe::stop);
		}
		this.running = true;
	}

	private static void await(Map<ChannelDefinition, ConnectionProbe> probes) {
		try {
			// each ends by itself; a wait that has a limit would not be interrupted by
			// Spring when the application is stopped meanwhile
			CompletableFuture
				.allOf(probes.values().stream().map(ConnectionProbe::outcome).toArray(CompletableFuture[]::new))
				.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("The start was interrupted while it waited for required gRPC channels", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		Problems problems = new Problems();
		probes.forEach((definition, probe) -> {
			Status status = probe.outcome().join();
			if (!status.isOk()) {
				problems.add(problem(definition, status));
			}
		});
		problems.throwIfAny();
	}

	private static Problem problem(ChannelDefinition definition, Status status) {
		String timeout = DurationFormatterUtils.print(definition.connecting().timeout(),
				DurationFormat.Style.COMPOSITE);
		return Problem.ofKey(definition.key("target"),
				"the channel is required at the start, and has no connection to %s within %s: %s"
					.formatted(definition.target(), timeout, words(status)),
				"Start the server or correct %s. %s waits longer, and %s=eager starts without it%s.".formatted(
						definition.key("target"), definition.key("connect-timeout"), definition.key("connect"),
						definition.target().isOnThisMachine()
								? ", as a server of this application itself needs, which starts later" : ""));
	}

	private static String words(Status status) {
		if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
			return "nothing answers there, and nothing refuses either";
		}
		return String.valueOf(status.getDescription());
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
