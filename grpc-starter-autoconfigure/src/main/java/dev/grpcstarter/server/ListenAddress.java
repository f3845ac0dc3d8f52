package dev.grpcstarter.server;

import java.nio.file.Path;

/**
 * Where the server listens. Made once from the properties, and never turned back into
 * text that is parsed again.
 */
public sealed interface ListenAddress {

	/**
	 * A TCP port.
	 *
	 * @param host a host name, an IPv4 or IPv6 literal, or {@code *} for every network
	 * interface
	 * @param port the port, {@code 0} for a free one
	 */
	record Tcp(String host, int port) implements ListenAddress {

		/**
		 * Whether every network interface is listened on, IPv4 and IPv6.
		 * @return {@code true} if the host is {@code *}
		 */
		public boolean isAnyHost() {
			return "*".equals(this.host);
		}

		@Override
		public String toString() {
			return (this.host.contains(":") && !this.host.startsWith("[")) ? "[" + this.host + "]:" + this.port
					: this.host + ":" + this.port;
		}

	}

	/**
	 * A Unix domain socket, which processes on the same machine connect to. It is always
	 * plaintext.
	 *
	 * @param path the path of the socket's file
	 */
	record UnixSocket(Path path) implements ListenAddress {

		/**
		 * The most bytes that the kernel takes for a path.
		 */
		public static final int LONGEST_PATH = 107;

		/**
		 * The address as the target of a gRPC channel.
		 */
		@Override
		public String toString() {
			return "unix:" + this.path;
		}

	}

	/**
	 * A name that channels in the same JVM connect to without a socket.
	 *
	 * @param name the name, unique within the JVM
	 */
	record InProcess(String name) implements ListenAddress {

		@Override
		public String toString() {
			return "in-process:" + this.name;
		}

	}

}
