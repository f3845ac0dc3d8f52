package dev.grpcstarter.testing;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;

/**
 * Resolves every name of one scheme to the same local ports, until it is closed.
 */
public final class FixedAddresses extends NameResolverProvider implements AutoCloseable {

	private final String scheme;

	private final List<EquivalentAddressGroup> addresses;

	private final Consumer<NameResolver.ServiceConfigParser> parser;

	public FixedAddresses(String scheme, List<Integer> ports) {
		this(scheme, ports, (parser) -> {
		});
	}

	/**
	 * Shows gRPC's parser of service configs as well.
	 */
	public FixedAddresses(String scheme, List<Integer> ports, Consumer<NameResolver.ServiceConfigParser> parser) {
		this.scheme = scheme;
		this.addresses = ports.stream()
			.map((port) -> new EquivalentAddressGroup(new InetSocketAddress("127.0.0.1", port)))
			.toList();
		this.parser = parser;
		NameResolverRegistry.getDefaultRegistry().register(this);
	}

	public String target() {
		return this.scheme + ":///any";
	}

	@Override
	public NameResolver newNameResolver(URI target, NameResolver.Args args) {
		this.parser.accept(args.getServiceConfigParser());
		return new NameResolver() {

			@Override
			public String getServiceAuthority() {
				return FixedAddresses.this.scheme;
			}

			@Override
			public void start(Listener2 listener) {
				listener.onResult(ResolutionResult.newBuilder()
					.setAddressesOrError(StatusOr.fromValue(FixedAddresses.this.addresses))
					.build());
			}

			@Override
			public void shutdown() {
			}

		};
	}

	@Override
	protected boolean isAvailable() {
		return true;
	}

	@Override
	protected int priority() {
		return 5;
	}

	@Override
	public String getDefaultScheme() {
		return this.scheme;
	}

	@Override
	public void close() {
		NameResolverRegistry.getDefaultRegistry().deregister(this);
	}

}
