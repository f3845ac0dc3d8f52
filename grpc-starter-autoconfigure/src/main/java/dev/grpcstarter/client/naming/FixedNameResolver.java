package dev.grpcstarter.client.naming;

import java.net.SocketAddress;
import java.util.List;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.StatusOr;

/**
 * Knows one address from the beginning.
 */
final class FixedNameResolver extends NameResolver {

	private final String authority;

	private final SocketAddress address;

	FixedNameResolver(String authority, SocketAddress address) {
		this.authority = authority;
		this.address = address;
	}

	@Override
	public String getServiceAuthority() {
		return this.authority;
	}

	@Override
	public void start(Listener2 listener) {
		listener.onResult2(ResolutionResult.newBuilder()
			.setAddressesOrError(StatusOr.fromValue(List.of(new EquivalentAddressGroup(this.address))))
			.build());
	}

	@Override
	public void shutdown() {
	}

}
