package dev.grpcstarter.server;

import org.jspecify.annotations.Nullable;

/**
 * The server could not listen where it was told to.
 */
public final class GrpcServerBindException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ListenAddress address;

	/**
	 * A failure to listen.
	 * @param address where the server was to listen
	 * @param cause why it could not
	 */
	public GrpcServerBindException(ListenAddress address, @Nullable Throwable cause) {
		super("Cannot listen on " + address, cause);
		this.address = address;
	}

	/**
	 * Where the server was to listen.
	 * @return the address as configured
	 */
	public ListenAddress address() {
		return this.address;
	}

}
