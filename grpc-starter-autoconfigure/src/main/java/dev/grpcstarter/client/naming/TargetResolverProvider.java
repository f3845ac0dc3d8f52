package dev.grpcstarter.client.naming;

import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;

/**
 * Makes the resolver of one target, which was parsed before: the URI that gRPC makes of
 * it is not looked at.
 */
final class TargetResolverProvider extends NameResolverProvider {

	private final String scheme;

	private final Class<? extends SocketAddress> addresses;

	private final Function<NameResolver.Args, NameResolver> resolver;

	TargetResolverProvider(String scheme, Class<? extends SocketAddress> addresses,
			Function<NameResolver.Args, NameResolver> resolver) {
		this.scheme = scheme;
		this.addresses = addresses;
		this.resolver = resolver;
	}

	@Override
	public NameResolver newNameResolver(URI target, NameResolver.Args args) {
		return this.resolver.apply(args);
	}

	@Override
	public String getDefaultScheme() {
		return this.scheme;
	}

	@Override
	public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
		return List.of(this.addresses);
	}

	@Override
	protected boolean isAvailable() {
		return true;
	}

	/**
	 * As high as that of gRPC's own: a bean or a library that wants to come first says
	 * so.
	 */
	@Override
	protected int priority() {
		return 5;
	}

}
