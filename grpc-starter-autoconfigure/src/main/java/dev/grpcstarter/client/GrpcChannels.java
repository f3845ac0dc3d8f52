package dev.grpcstarter.client;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.grpcstarter.client.naming.ChannelTarget;
import dev.grpcstarter.client.naming.InvalidTargetException;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.ServiceDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The channels of an application by name: one for each name, built when it is first asked
 * for, shared by all its stubs, and closed with the application context. Thread-safe.
 */
public final class GrpcChannels implements AutoCloseable {

	private final Map<ChannelName, ChannelDefinition> definitions;

	private final Map<String, ChannelName> services;

	private final Supplier<ChannelFactory> factory;

	private final Function<ChannelTarget, ChannelDefinition> unnamed;

	private final NameResolvers nameResolvers;

	private final ClientChains chains;

	private final AdHocChannels adHoc;

	private final Map<ChannelName, NamedChannel> open = new ConcurrentHashMap<>();

	private boolean closed;

	/**
	 * Channels for definitions.
	 * @param definitions the channels that may be asked for, their names unique, and each
	 * service listed by one of them at most
	 * @param unnamed the settings of a channel that has no name
	 * @param nameResolvers what reads targets
	 * @param threads keep the time
	 * @param chains what calls go through
	 * @param factory what builds them, asked for whenever one is built
	 */
	public GrpcChannels(Collection<ChannelDefinition> definitions, Function<ChannelTarget, ChannelDefinition> unnamed,
			NameResolvers nameResolvers, ClientThreads threads, ClientChains chains, Supplier<ChannelFactory> factory) {
		this.definitions = definitions.stream()
			.collect(Collectors.toUnmodifiableMap((definition) -> ChannelName.of(definition.name()),
					Function.identity()));
		Map<String, ChannelName> services = new HashMap<>();
		this.definitions
			.forEach((name, definition) -> definition.services().forEach((service) -> services.put(service, name)));
		this.services = Map.copyOf(services);
		this.unnamed = unnamed;
		this.nameResolvers = nameResolvers;
		this.chains = chains;
		this.adHoc = new AdHocChannels(threads.timer());
		this.factory = factory;
	}

	/**
	 * The names of all channels.
	 * @return the names
	 */
	public Set<ChannelName> names() {
		return this.definitions.keySet();
	}

	List<ChannelDefinition> definitions() {
		return this.definitions.values().stream().sorted(Comparator.comparing(ChannelDefinition::name)).toList();
	}

	/**
	 * What the calls over each channel go through.
	 * @return one entry for each channel, in the order of their names
	 */
	public List<ChannelPolicy> policies() {
		return definitions().stream().map(this.chains::describe).toList();
	}

	/**
	 * The channels whose stubs are injected by type.
	 * @return the channels by the full names of the services that they list
	 */
	Map<String, ChannelName> services() {
		return this.services;
	}

	/**
	 * The channel of a name. Do not shut it down: it is shared, and closed with the
	 * context.
	 * @param name the name, as under {@code grpc.client.channels}
	 * @return the channel
	 * @throws UnknownChannelException if there is no channel of that name
	 * @throws IllegalStateException if the channels are closed and this one was not used
	 * before
	 */
	public ManagedChannel get(String name) {
		return get(ChannelName.of(name), null);
	}

	ManagedChannel get(ChannelName name, @Nullable ServiceDescriptor service) {
		ChannelDefinition definition = definition(name);
		NamedChannel named = open(name, definition);
		if (service != null) {
			named.expect(service);
		}
		return named.channel();
	}

	private ChannelDefinition definition(ChannelName name) {
		ChannelDefinition definition = this.definitions.get(name);
		if (definition == null) {
			throw new UnknownChannelException(name, names());
		}
		return definition;
	}

	/**
	 * Opens a channel to a target that is not known before, with the settings of
	 * {@code grpc.client.defaults}. It connects with its first call. It belongs to the
	 * caller, who may shut it down at any time; if he does not, it is closed with the
	 * context. It is a channel of its own each time, so keep it for more than one call.
	 * Metrics of all such channels have {@code ad-hoc} for their target, so that they do
	 * not grow with the number of targets.
	 * @param target the target, written as in {@code grpc.client.channels.<name>.target}
	 * @return a new channel
	 * @throws IllegalArgumentException if no channel could connect to the target; the
	 * message says what to write instead
	 * @throws IllegalStateException if the channels are closed
	 */
	public ManagedChannel open(String target) {
		ChannelDefinition unnamed = this.unnamed.apply(this.nameResolvers.parse(target.trim()));
		return open(unnamed, unnamed);
	}

	/**
	 * Opens a channel as {@link #open(String)} does, with the settings of a channel that
	 * has a name, but for its target. In metrics the two are one.
	 * @param name the name, as under {@code grpc.client.channels}
	 * @param target the target
	 * @return a new channel
	 * @throws UnknownChannelException if there is no channel of that name
	 * @throws IllegalArgumentException if no channel could connect to the target; the
	 * message says what to write instead
	 * @throws IllegalStateException if the channels are closed
	 */
	public ManagedChannel openLike(String name, String target) {
		ChannelDefinition named = definition(ChannelName.of(name));
		return open(named.withTarget(this.nameResolvers.parse(target.trim())), named);
	}

	private ManagedChannel open(ChannelDefinition definition, ChannelDefinition watched) {
		if (isClosed()) {
			throw tooLate(definition.target());
		}
		NamedChannel built = this.factory.get().create(definition, watched);
		if (!keep(built)) {
			built.channel().shutdownNow();
			throw tooLate(definition.target());
		}
		return built.channel();
	}

	private synchronized boolean keep(NamedChannel built) {
		if (!this.closed) {
			built.members().forEach(this.adHoc::add);
		}
		return !this.closed;
	}

	/**
	 * Builds without a lock, because customizers and telemetry are not ours and may wait
	 * for beans that wait for channels. A channel that comes too late is thrown away: it
	 * has not connected.
	 * @param name the name of the channel
	 * @param definition what to build
	 * @return the one channel of that name
	 */
	private NamedChannel open(ChannelName name, ChannelDefinition definition) {
		NamedChannel open = this.open.get(name);
		if (open != null) {
			return open;
		}
		if (isClosed()) {
			throw tooLate(name);
		}
		NamedChannel built = build(definition);
		NamedChannel kept = keep(name, built);
		if (kept != built) {
			built.channel().shutdownNow();
		}
		if (kept == null) {
			throw tooLate(name);
		}
		return kept;
	}

	private NamedChannel build(ChannelDefinition definition) {
		try {
			return this.factory.get().create(definition);
		}
		catch (InvalidTargetException ex) {
			String key = definition.key("target");
			throw new GrpcConfigurationException(
					Problem.ofKey(key, ex.what(), "Set %s to %s.".formatted(key, ex.instead())), ex);
		}
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	private static IllegalStateException tooLate(Object channel) {
		return new IllegalStateException(
				"The channel '%s' is asked for after all channels were closed".formatted(channel));
	}

	private synchronized @Nullable NamedChannel keep(ChannelName name, NamedChannel built) {
		if (this.closed) {
			return null;
		}
		NamedChannel earlier = this.open.putIfAbsent(name, built);
		return (earlier != null) ? earlier : built;
	}

	/**
	 * Lets all channels connect anew for their next call, without waiting for the
	 * back-off of earlier attempts to end. Calls in flight go on.
	 */
	public void reconnect() {
		List<ManagedChannel> channels = channels().stream().filter((channel) -> !channel.isShutdown()).toList();
		CountDownLatch idle = new CountDownLatch(channels.size());
		for (ManagedChannel channel : channels) {
			channel.enterIdle();
			// the channel may do that later on another thread, and does this right after
			// it
			channel.notifyWhenStateChanged(ConnectivityState.SHUTDOWN, idle::countDown);
		}
		try {
			idle.await(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Lets channels whose attempts to connect have failed try again at once. Those that
	 * are connected, or idle, are left alone.
	 */
	public void tryAgain() {
		channels().forEach(ManagedChannel::resetConnectBackoff);
	}

	/**
	 * Closes all channels together. Calls may go on for two seconds and are then
	 * cancelled.
	 */
	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
		}
		new BoundedClose(channels()).run();
	}

	private List<ManagedChannel> channels() {
		return Stream
			.concat(this.open.values().stream().flatMap((named) -> named.members().stream()),
					this.adHoc.open().stream())
			.toList();
	}

}
