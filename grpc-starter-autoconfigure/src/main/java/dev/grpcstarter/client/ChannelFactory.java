package dev.grpcstarter.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.grpcstarter.client.ClientTelemetry.CallWatcher;
import dev.grpcstarter.client.naming.InvalidTargetException;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.Findings;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverProvider;
import io.grpc.ServiceDescriptor;

/**
 * Builds channels from their definitions. What calls go through is decided here, once for
 * each channel: from the outside, the chain that {@link ClientChains} puts together, and
 * what explains failures of the channel itself.
 */
public final class ChannelFactory {

	private final List<ChannelTransport> transports;

	private final NameResolvers nameResolvers;

	private final List<ResolutionDecorator> decorators;

	private final List<ClientTelemetry> telemetry;

	private final ClientChains chains;

	private final List<ChannelBuilderCustomizer> customizers;

	private final ClientThreads threads;

	private final Findings findings;

	/**
	 * Builds channels.
	 * @param transports how to connect: the first that supports a target is taken
	 * @param nameResolvers what finds the addresses of targets
	 * @param decorators what adds to the addresses that are found, in this order
	 * @param telemetry what watches the calls
	 * @param chains what calls go through
	 * @param customizers what has the last word on each builder, in this order
	 * @param threads the threads that all channels share
	 * @param findings where to note what is risky
	 */
	public ChannelFactory(List<ChannelTransport> transports, NameResolvers nameResolvers,
			List<ResolutionDecorator> decorators, List<ClientTelemetry> telemetry, ClientChains chains,
			List<ChannelBuilderCustomizer> customizers, ClientThreads threads, Findings findings) {
		this.transports = List.copyOf(transports);
		this.nameResolvers = nameResolvers;
		this.decorators = Stream.concat(decorators.stream(), Stream.of(new IdempotentRetries())).toList();
		this.telemetry = List.copyOf(telemetry);
		this.chains = chains;
		this.customizers = List.copyOf(customizers);
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
		ClientInterceptor chain = this.chains.around(definition.calls(), watchers);
		int size = (transport.canBePooled()) ? definition.balancing().poolSize() : 1;
		List<ManagedChannel> members = new ArrayList<>();
		try {
			while (members.size() < size) {
				members.add(member(definition, transport, (size > 1) ? Optional.empty() : Optional.of(chain)));
			}
		}
		catch (RuntimeException | Error ex) {
			members.forEach(ManagedChannel::shutdownNow);
			throw ex;
		}
		ManagedChannel channel = (size > 1) ? new ChannelPool(members, this.threads.callbacks(), chain)
				: members.get(0);
		List<Consumer<ServiceDescriptor>> expecting = new ArrayList<>();
		watchers.forEach((watcher) -> expecting.add(watcher::expect));
		expecting.add(new RepeatedMethods(definition, this.findings));
		return new NamedChannel(channel, List.copyOf(members), expecting);
	}

	private ManagedChannel member(ChannelDefinition definition, ChannelTransport transport,
			Optional<ClientInterceptor> chain) {
		ReconnectPause pause = new ReconnectPause(definition.connecting().reconnectMax(), this.threads.timer());
		ChannelTransport.Beginning beginning = begin(definition, transport, pause);
		ManagedChannelBuilder<?> builder = beginning.builder();
		builder.intercept(new LocalFailureInterceptor(beginning.explanation()));
		resolveNames(definition, builder);
		builder.executor(this.threads.callbacks());
		builder.offloadExecutor(this.threads.callbacks());
		apply(definition, builder);
		chain.ifPresent(builder::intercept);
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

	private static InvalidTargetException unusable(ChannelDefinition definition, IllegalArgumentException ex) {
		return new InvalidTargetException(
				"no channel can be made for '%s': %s".formatted(definition.target(), ex.getMessage()),
				"a target such as dns:///host:9090, or in-process:name for a server in the same JVM", ex);
	}

}
