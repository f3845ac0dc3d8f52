package dev.grpcstarter.client.naming;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import io.grpc.NameResolver;
import io.grpc.ProxyDetector;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the addresses of hosts, and for the proxies that lead to them.
 *
 * @param names what knows the addresses of a name
 * @param proxies what knows the way to a host
 * @param usualPort the port of hosts that are named without one
 */
record Hosts(Names names, ProxyDetector proxies, int usualPort) {

	static Hosts of(Names names, NameResolver.Args args) {
		return new Hosts(names, args.getProxyDetector(), args.getDefaultPort());
	}

	/**
	 * Finds the addresses of one host, IPv4 and IPv6, or that of the proxy to it.
	 * @param host the host
	 * @return the addresses
	 * @throws IOException if there are none, with a message that names the host
	 */
	List<SocketAddress> addresses(HostAndPort host) throws IOException {
		int port = host.portOr(this.usualPort);
		try {
			SocketAddress proxied = this.proxies.proxyFor(InetSocketAddress.createUnresolved(host.host(), port));
			return (proxied != null) ? List.of(proxied)
					: Arrays.stream(this.names.addresses(host.host()))
						.<SocketAddress>map((address) -> new InetSocketAddress(address, port))
						.toList();
		}
		catch (IOException ex) {
			throw new IOException("cannot resolve host '%s': %s".formatted(host.host(), reason(host, ex.getMessage())),
					ex);
		}
	}

	private static String reason(HostAndPort host, @Nullable String message) {
		// the JDK repeats the name, and says no more while it remembers that it failed
		String reason = (message != null && message.startsWith(host.host()))
				? message.substring(host.host().length()).replaceFirst("^[:\\s]+", "") : message;
		return (reason == null || reason.isBlank()) ? "the name is not known" : reason;
	}

	/**
	 * What knows the addresses of a name.
	 */
	@FunctionalInterface
	interface Names {

		InetAddress[] addresses(String name) throws UnknownHostException;

	}

}
