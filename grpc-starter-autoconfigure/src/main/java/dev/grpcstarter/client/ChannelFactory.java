package dev.grpcstarter.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.grpcstarter.client.ClientTelemetry.CallWatcher;
import dev.grpcstarter.client.naming.InvalidTargetException;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.Findings;
import io.grpc.CallCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverProvider;
import io.grpc.ServiceDescriptor;

/**
 * Builds channels from their definitions. The chain of interceptors is put together here,
 * once for each channel, from the outside: telemetry, what calls get that do not bring it
 * along (deadline, wait-for-ready, metadata, credentials, compression), those of the
 * application, and what explains failures of the channel itself.
 */
public final class ChannelFactory {

	private static final String IDENTITY = "identity";

	private final List<ChannelTransport> transports;

	private final NameResolvers nameResolvers;

	private final List<ResolutionDecorator> decorators;

	private final List<ClientTelemetry> telemetry;

	private final Supplier<List<ClientInterceptor>> interceptors;

	private final List<ChannelBuilderCustomizer> customizers;

	private final Function<String, CallCredentials> credentials;

	private final ClientThreads threads;

	private final Findings findings;

	/**
	 * Builds channels.
	 * @param transports how to connect: the first that supports a target is taken
	 * @param nameResolvers what finds the addresses of targets
	 * @param decorators what adds to the addresses that are found, in this order
	 * @param telemetry what watches the calls
	 * @param interceptors the interceptors of the application, outermost first; asked for
	 * at the first call over each channel
	 * @param customizers what has the last word on each builder, in this order
	 * @param credentials gives credentials by their name; asked at the first call over
	 * each channel that names some
	 * @param threads the threads that all channels share
	 * @param findings where to note what is risky
	 */
	public ChannelFactory(List<ChannelTransport> transports, NameResolvers nameResolvers,
			List<ResolutionDecorator> decorators, List<ClientTelemetry> telemetry,
			Supplier<List<ClientInterceptor>> interceptors, List<ChannelBuilderCustomizer> customizers,
			Function<String, CallCredentials> credentials, ClientThreads threads, Findings findings) {
		this.transports = List.copyOf(transports);
		this.nameResolvers = nameResolvers;
		this.decorators = Stream.concat(decorators.stream(), Stream.of(new IdempotentRetries())).toList();
		this.telemetry = List.copyOf(telemetry);
		this.interceptors = interceptors;
		this.customizers = List.copyOf(customizers);
		this.credentials = credentials;
		this.threads = threads;
		this.findings = findings;
	}

	NamedChannel create(ChannelDefinition definition) {
		return create(definition, definition);
	}

	/**
	 * Builds a channel.
	 * @param definition the channel
	 * @param watched what telemetry is told to watch: one of few, where channels are many
	 * @return a new channel
	 */
	NamedChannel create(ChannelDefinition definition, ChannelDefinition watched) {
		List<CallWatcher> watchers = this.telemetry.stream().map((watcher) -> watcher.watch(watched)).toList();
		ChannelTransport transport = transport(definition);
		int size = (transport.canBePooled()) ? definition.balancing().poolSize() : 1;
		List<ManagedChannel> members = new ArrayList<>();
		try {
			while (members.size() < size) {
				members.add(member(definition, transport, watchers));
			}
		}
		catch (RuntimeException | Error ex) {
			members.forEach(ManagedChannel::shutdownNow);
			throw ex;
		}
		ManagedChannel channel = (size > 1) ? new ChannelPool(members, this.threads.callbacks()) : members.get(0);
		List<Consumer<ServiceDescriptor>> expecting = new ArrayList<>();
		watchers.forEach((watcher) -> expecting.add(watcher::expect));
		expecting.add(new RepeatedMethods(definition, this.findings));
		return new NamedChannel(channel, List.copyOf(members), expecting);
	}

	private ManagedChannel member(ChannelDefinition definition, ChannelTransport transport,
			List<CallWatcher> watchers) {
		ReconnectPause pause = new ReconnectPause(definition.connecting().reconnectMax(), this.threads.timer());
		ChannelTransport.Beginning beginning = begin(definition, transport, pause);
		ManagedChannelBuilder<?> builder = beginning.builder();
		builder.intercept(new LocalFailureInterceptor(beginning.explanation()));
		resolveNames(definition, builder);
		builder.executor(this.threads.callbacks());
		builder.offloadExecutor(this.threads.callbacks());
		apply(definition, builder);
		List<ClientInterceptor> builtIn = outermostFirst(definition.calls(), watchers);
		builder
			.intercept(new CallChain(() -> Stream.concat(builtIn.stream(), this.interceptors.get().stream()).toList()));
		this.customizers.forEach((customizer) -> customizer.customize(definition, builder));
		ManagedChannel channel = build(definition, builder);
		pause.watch(channel);
		return channel;
	}

	private static void apply(ChannelDefinition definition, ManagedChannelBuilder<?> builder) {
		Duration idleTimeout = definition.connecting().idleTimeout().orNull();
		builder.idleTimeout((idleTimeout != null) ? idleTimeout.toNanos() : Long.MAX_VALUE, TimeUnit.NANOSECONDS);
		builder.maxInboundMessageSize(definition.limits().inboundMessageSize());
		builder.maxInboundMetadataSize(definition.limits().inboundMetadataSize());
		new ServiceConfig(definition).applyTo(builder);
		if (definition.calls().userAgent() != null) {
			builder.userAgent(definition.calls().userAgent());
		}
		if (definition.authority() != null) {
			builder.overrideAuthority(definition.authority());
		}
	}

	private static ChannelTransport.Beginning begin(ChannelDefinition definition, ChannelTransport transport,
			ReconnectPause pause) {
		try {
			return transport.begin(definition, pause::attemptEnded);
		}
		catch (IllegalArgumentException ex) {
			throw unusable(definition, ex);
		}
	}

	private NameResolverProvider nameResolver(ChannelDefinition definition) {
		try {
			return this.nameResolvers.provider(definition.target(), definition.balancing().dnsRefresh());
		}
		catch (IllegalArgumentException ex) {
			throw unusable(definition, ex);
		}
	}

	// gRPC has no other way of giving a resolver to one channel only
	@SuppressWarnings("deprecation")
	private void resolveNames(ChannelDefinition definition, ManagedChannelBuilder<?> builder) {
		builder.nameResolverFactory(
				new DecoratedNameResolverProvider(definition, nameResolver(definition), this.decorators));
	}

	private static ManagedChannel build(ChannelDefinition definition, ManagedChannelBuilder<?> builder) {
		try {
			return builder.build();
		}
		catch (IllegalArgumentException ex) {
			throw unusable(definition, ex);
		}
	}

	private ChannelTransport transport(ChannelDefinition definition) {
		return this.transports.stream()
			.filter((transport) -> transport.supports(definition.target()))
			.findFirst()
			.orElseThrow(() -> unusable(definition, new IllegalArgumentException("no transport connects to it")));
	}

	private List<ClientInterceptor> outermostFirst(ChannelDefinition.Calls calls, List<CallWatcher> watchers) {
		List<ClientInterceptor> chain = new ArrayList<>(watchers);
		calls.deadline().ifPresent((deadline) -> chain.add(new DefaultDeadlineInterceptor(deadline)));
		if (calls.waitForReady()) {
			chain.add(new WaitForReady());
		}
		if (!calls.metadata().entries().isEmpty()) {
			chain.add(new StaticMetadataInterceptor(calls.metadata()));
		}
		String credentials = calls.credentials();
		if (credentials != null) {
			chain.add(new DefaultCredentials(() -> this.credentials.apply(credentials)));
		}
		if (!calls.compression().equals(IDENTITY)) {
			chain.add(new RequestCompression(calls.compression()));
		}
		return chain;
	}

	private static InvalidTargetException unusable(ChannelDefinition definition, IllegalArgumentException ex) {
		return new InvalidTargetException(
				"no channel can be made for '%s': %s".formatted(definition.target(), ex.getMessage()),
				"a target such as dns:///host:9090, or in-process:name for a server in the same JVM", ex);
	}

}
