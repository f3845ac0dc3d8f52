package dev.grpcstarter.client;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.grpc.ManagedChannel;
import io.grpc.ServiceDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * The channels of an application by name: one for each name, built when it is first asked
 * for, shared by all its stubs, and closed with the application context. Thread-safe.
 * <p>
 * When a context is stopped and started again (as Spring's test support does with
 * contexts that it pauses), the channels connect anew for the next call. Otherwise calls
 * would fail for as long as the back-off of attempts lasts that were made while a server
 * in the same context was down.
 */
public final class GrpcChannels implements SmartLifecycle, AutoCloseable {

	/**
	 * The phase: earlier to start and later to stop than a server in the same context,
	 * whose handlers may call to the last.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 513;

	/**
	 * What calls get to end by themselves when the channels are closed. Handlers have
	 * ended by then, and what is left are streams that nobody will end.
	 */
	private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

	private final Map<String, ChannelDefinition> definitions;

	private final ChannelFactory factory;

	private final Map<String, NamedChannel> open = new ConcurrentHashMap<>();

	private volatile boolean running;

	/**
	 * Channels for definitions.
	 * @param definitions the channels that may be asked for, their names unique
	 * @param factory what builds them
	 */
	public GrpcChannels(Collection<ChannelDefinition> definitions, ChannelFactory factory) {
		this.definitions = definitions.stream()
			.collect(Collectors.toUnmodifiableMap(ChannelDefinition::name, Function.identity()));
		this.factory = factory;
	}

	/**
	 * The names of all channels.
	 * @return the names, in kebab-case
	 */
	public Set<String> names() {
		return this.definitions.keySet();
	}

	/**
	 * The channel of a name. Do not shut it down: it is shared, and closed with the
	 * context.
	 * @param name the name, as under {@code grpc.client.channels}
	 * @return the channel
	 * @throws UnknownChannelException if there is no channel of that name
	 */
	public ManagedChannel get(String name) {
		return named(name).channel();
	}

	ManagedChannel get(String name, @Nullable ServiceDescriptor service) {
		NamedChannel named = named(name);
		if (service != null) {
			named.watchers().forEach((watcher) -> watcher.expect(service));
		}
		return named.channel();
	}

	private NamedChannel named(String name) {
		ChannelDefinition definition = this.definitions.get(name);
		if (definition == null) {
			throw new UnknownChannelException(name, names());
		}
		return this.open.computeIfAbsent(name, (key) -> this.factory.create(definition));
	}

	@Override
	public void start() {
		this.running = true;
		this.open.values().forEach((named) -> named.channel().enterIdle());
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

	/**
	 * Closes all channels together. Calls may go on for two seconds and are then
	 * cancelled.
	 */
	@Override
	public void close() {
		List<ManagedChannel> channels = this.open.values().stream().map(NamedChannel::channel).toList();
		channels.forEach(ManagedChannel::shutdown);
		if (!awaitTermination(channels)) {
			channels.forEach(ManagedChannel::shutdownNow);
			awaitTermination(channels);
		}
	}

	private static boolean awaitTermination(List<ManagedChannel> channels) {
		long end = System.nanoTime() + CLOSE_GRACE.toNanos();
		try {
			for (ManagedChannel channel : channels) {
				if (!channel.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
					return false;
				}
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
