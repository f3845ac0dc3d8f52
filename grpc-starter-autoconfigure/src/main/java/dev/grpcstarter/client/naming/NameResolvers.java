package dev.grpcstarter.client.naming;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.grpcstarter.client.naming.ChannelTarget.Dns;
import dev.grpcstarter.client.naming.ChannelTarget.InProcess;
import dev.grpcstarter.client.naming.ChannelTarget.StaticList;
import dev.grpcstarter.client.naming.ChannelTarget.UnixSocket;
import dev.grpcstarter.config.OrNone;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.inprocess.InProcessSocketAddress;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The name resolvers of one application: its own beans, those of the starter and those
 * that are registered with gRPC. Where several have the same scheme, the one of the
 * highest priority is taken, and of equals the first in this order. Nothing is registered
 * outside of it. Thread-safe.
 */
public final class NameResolvers {

	private static final Log logger = LogFactory.getLog(NameResolvers.class);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Supplier<List<NameResolverProvider>> beans;

	private final Hosts.Names names;

	private final TargetParser parser;

	/**
	 * Name resolvers of an application.
	 * @param beans its own, in order; asked for when they are needed, and those that are
	 * not available are left out
	 */
	public NameResolvers(Supplier<List<NameResolverProvider>> beans) {
		this(beans, InetAddress::getAllByName);
	}

	NameResolvers(Supplier<List<NameResolverProvider>> beans, Hosts.Names names) {
		this.beans = beans;
		this.names = names;
		this.parser = new TargetParser((scheme) -> find(scheme, null) != null, this::schemes);
	}

	private List<String> schemes() {
		Stream<String> builtIn = Stream.of(Dns.SCHEME, StaticList.SCHEME, UnixSocket.SCHEME, InProcess.SCHEME);
		Stream<String> others = Stream.concat(this.beans.get().stream().map(NameResolverProvider::getDefaultScheme),
				Stream.of("xds"));
		return Stream.concat(builtIn, others.filter((scheme) -> find(scheme, null) != null)).distinct().toList();
	}

	/**
	 * Reads a target.
	 * @param text the target as it was written, without blanks around it
	 * @return the target
	 * @throws InvalidTargetException if no channel could connect to it
	 */
	public ChannelTarget parse(String text) {
		return this.parser.parse(text);
	}

	/**
	 * What makes the name resolver of a channel, and of no other.
	 * @param target the channel's target
	 * @param refresh how old addresses may become before they are looked up again, or
	 * {@code none} to look them up only when a connection is lost
	 * @return the provider, whose scheme is that of the target
	 * @throws IllegalArgumentException if there is no resolver for the target's scheme
	 */
	public NameResolverProvider provider(ChannelTarget target, OrNone<Duration> refresh) {
		NameResolverProvider provider = find(target.scheme(), builtIn(target, refresh.orNull()));
		if (provider == null) {
			throw new IllegalArgumentException(
					"there is no name resolver for the scheme '%s'".formatted(target.scheme()));
		}
		return provider;
	}

	private @Nullable NameResolverProvider find(String scheme, @Nullable NameResolverProvider builtIn) {
		NameResolverRegistry candidates = new NameResolverRegistry();
		this.beans.get().forEach((bean) -> registerIfAvailable(candidates, bean));
		if (builtIn != null) {
			candidates.register(builtIn);
		}
		NameResolverProvider global = NameResolverRegistry.getDefaultRegistry().getProviderForScheme(scheme);
		if (global != null) {
			candidates.register(global);
		}
		return candidates.getProviderForScheme(scheme);
	}

	private static void registerIfAvailable(NameResolverRegistry registry, NameResolverProvider bean) {
		try {
			registry.register(bean);
		}
		catch (IllegalArgumentException ex) {
			// only a registry can ask a provider, and it says so by throwing
			logger.debug("A name resolver is not available: " + bean);
		}
	}

	private @Nullable NameResolverProvider builtIn(ChannelTarget target, @Nullable Duration refresh) {
		if (target instanceof Dns dns) {
			return provider(dns, (args) -> dns(dns, refresh, args));
		}
		if (target instanceof StaticList list) {
			return provider(list, (args) -> staticList(list, refresh, args));
		}
		if (target instanceof InProcess server) {
			InProcessSocketAddress address = new InProcessSocketAddress(server.name());
			return new TargetResolverProvider(InProcess.SCHEME, InProcessSocketAddress.class,
					(args) -> new FixedNameResolver("localhost", address));
		}
		return null;
	}

	private static NameResolverProvider provider(ChannelTarget target,
			Function<NameResolver.Args, NameResolver> resolver) {
		return new TargetResolverProvider(target.scheme(), InetSocketAddress.class, resolver);
	}

	/**
	 * Calls are spread over all addresses of the host, so each is a group of its own.
	 * @param target the target
	 * @param refresh how old addresses may become, or {@code null}
	 * @param args what the channel lends
	 * @return the resolver
	 */
	private NameResolver dns(Dns target, @Nullable Duration refresh, NameResolver.Args args) {
		Hosts hosts = Hosts.of(this.names, args);
		AddressLookup lookup = () -> hosts.addresses(target.host()).stream().map(EquivalentAddressGroup::new).toList();
		return new HostNameResolver(target.host().toString(), lookup, target.host().isLiteral() ? null : refresh, args);
	}

	private NameResolver staticList(StaticList target, @Nullable Duration refresh, NameResolver.Args args) {
		boolean literal = target.hosts().stream().allMatch(HostAndPort::isLiteral);
		return new HostNameResolver(target.hosts().get(0).toString(),
				new StaticLookup(target, Hosts.of(this.names, args), PATIENCE), literal ? null : refresh, args);
	}

}
