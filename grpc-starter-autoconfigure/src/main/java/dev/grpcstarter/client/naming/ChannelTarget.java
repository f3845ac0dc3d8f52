package dev.grpcstarter.client.naming;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a channel connects to. Made once from its text, by {@link NameResolvers}, and
 * never turned back into text that is parsed again. Prints as the text that it was made
 * of.
 */
public sealed interface ChannelTarget {

	/**
	 * The target as it was written.
	 * @return the text
	 */
	String text();

	/**
	 * What the name resolvers for such targets go by.
	 * @return the scheme, in lower case
	 */
	String scheme();

	/**
	 * The target as a URI that gRPC's builders can read, of this scheme.
	 * @return the URI
	 */
	String uri();

	/**
	 * Whether calls do not leave the machine, and are in plaintext whatever the defaults
	 * say of TLS.
	 * @return {@code true} for a server in the same JVM and for a Unix socket
	 */
	default boolean isLocal() {
		return this instanceof UnixSocket || this instanceof InProcess;
	}

	/**
	 * Whether a server of the application itself may be meant.
	 * @return {@code true} for targets that name this machine and no other
	 */
	default boolean isOnThisMachine() {
		return isLocal() || (this instanceof Dns dns && dns.host().isLoopback())
				|| (this instanceof StaticList list && list.hosts().stream().allMatch(HostAndPort::isLoopback));
	}

	private static String withPath(String scheme, String path) {
		try {
			return new URI(scheme, "", "/" + path, null).toString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * All addresses of one host.
	 *
	 * @param text the target as it was written
	 * @param host the host
	 */
	record Dns(String text, HostAndPort host) implements ChannelTarget {

		static final String SCHEME = "dns";

		@Override
		public String scheme() {
			return SCHEME;
		}

		@Override
		public String uri() {
			return ChannelTarget.withPath(SCHEME, this.host.toString());
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * A list of hosts that is known beforehand.
	 *
	 * @param text the target as it was written
	 * @param hosts the hosts, all with a port, in the order in which they were written
	 */
	record StaticList(String text, List<HostAndPort> hosts) implements ChannelTarget {

		static final String SCHEME = "static";

		/**
		 * A list of hosts.
		 * @param text the target as it was written
		 * @param hosts the hosts
		 */
		public StaticList {
			hosts = List.copyOf(hosts);
		}

		@Override
		public String scheme() {
			return SCHEME;
		}

		@Override
		public String uri() {
			return ChannelTarget.withPath(SCHEME,
					this.hosts.stream().map(HostAndPort::toString).collect(Collectors.joining(",")));
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * A Unix domain socket.
	 *
	 * @param text the target as it was written
	 * @param path the path of the socket's file
	 */
	record UnixSocket(String text, String path) implements ChannelTarget {

		static final String SCHEME = "unix";

		@Override
		public String scheme() {
			return SCHEME;
		}

		@Override
		public String uri() {
			return this.text;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * A server in the same JVM.
	 *
	 * @param text the target as it was written
	 * @param name the name of the server
	 */
	record InProcess(String text, String name) implements ChannelTarget {

		static final String SCHEME = "in-process";

		@Override
		public String scheme() {
			return SCHEME;
		}

		@Override
		public String uri() {
			return ChannelTarget.withPath(SCHEME, this.name);
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * A URI of any other scheme that a {@link io.grpc.NameResolverProvider} knows.
	 *
	 * @param text the target as it was written, which is a URI
	 * @param scheme its scheme, in lower case
	 */
	record OtherScheme(String text, String scheme) implements ChannelTarget {

		@Override
		public String uri() {
			return this.text;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
