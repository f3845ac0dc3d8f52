package dev.grpcstarter.server;

import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessServerBuilder;

/**
 * Serves calls from within the same JVM. Keepalive and the limits of a connection have no
 * meaning here and are left out.
 */
public final class InProcessTransport implements GrpcTransport {

	private final ListenAddress.InProcess address;

	/**
	 * Serves under a name.
	 * @param address the name
	 */
	public InProcessTransport(ListenAddress.InProcess address) {
		this.address = address;
	}

	@Override
	public ListenAddress address() {
		return this.address;
	}

	@Override
	public ServerBuilder<?> newServerBuilder() {
		return InProcessServerBuilder.forName(this.address.name());
	}

}
