package dev.grpcstarter.client.naming;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.grpcstarter.client.naming.ChannelTarget.Dns;
import dev.grpcstarter.client.naming.ChannelTarget.InProcess;
import dev.grpcstarter.client.naming.ChannelTarget.OtherScheme;
import dev.grpcstarter.client.naming.ChannelTarget.StaticList;
import dev.grpcstarter.client.naming.ChannelTarget.UnixSocket;

/**
 * Reads targets, and says what is wrong with those that gRPC would take for something
 * else than what was meant.
 */
final class TargetParser {

	private static final Pattern URI_LIKE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)");

	private static final Pattern PORT = Pattern.compile("\\d+");

	private static final Pattern DNS = Pattern.compile("(?://(?<server>[^/]*))?(?<slash>/)?(?<host>.*)");

	// as in a URI: a first part after two slashes would be a host
	private static final Pattern UNIX_SOCKET = Pattern.compile("(?://(?=/))?(?!//)\\S+");

	// the most bytes that the kernel takes
	private static final int LONGEST_PATH = 107;

	private static final Pattern WEB_ADDRESS = Pattern.compile("//([^/?#@]*).*");

	private final Predicate<String> isScheme;

	private final Supplier<List<String>> schemes;

	/**
	 * Reads targets.
	 * @param isScheme whether there is a name resolver for a scheme in lower case
	 * @param schemes the schemes to name to somebody who wrote none of them
	 */
	TargetParser(Predicate<String> isScheme, Supplier<List<String>> schemes) {
		this.isScheme = isScheme;
		this.schemes = schemes;
	}

	ChannelTarget parse(String text) {
		Matcher uri = URI_LIKE.matcher(text);
		if (!uri.matches()) {
			return new Dns(text, HostAndPort.parse(text));
		}
		String scheme = uri.group(1).toLowerCase(Locale.ROOT);
		String rest = uri.group(2);
		return switch (scheme) {
			case Dns.SCHEME -> dns(text, rest);
			case StaticList.SCHEME -> staticList(text, rest);
			case UnixSocket.SCHEME -> unixSocket(text, rest);
			case InProcess.SCHEME -> inProcess(text, rest);
			default -> isOther(scheme, rest) ? otherScheme(text, scheme) : noScheme(text, scheme, rest);
		};
	}

	// a host may have the name of a scheme
	private boolean isOther(String scheme, String rest) {
		return !PORT.matcher(rest).matches() && this.isScheme.test(scheme);
	}

	private static ChannelTarget dns(String text, String rest) {
		Matcher parts = DNS.matcher(rest);
		if (!parts.matches()) {
			throw new InvalidTargetException("'%s' names no host".formatted(text), "dns:///host:9090");
		}
		String server = parts.group("server");
		String host = parts.group("host");
		if (server != null && !server.isEmpty()) {
			throw host.isEmpty() ? new InvalidTargetException(
					"'%s' has '%s' where the address of a DNS server stands, between the second and the third slash, and no host"
						.formatted(text, server),
					"dns:///" + server)
					: new InvalidTargetException(
							"'%s' asks the DNS server '%s', which gRPC for Java never does: it asks the one of the machine and says nothing"
								.formatted(text, server),
							"dns:///%s, and name the DNS server where the machine is configured".formatted(host));
		}
		return new Dns(text, HostAndPort.parse(host));
	}

	private static ChannelTarget staticList(String text, String rest) {
		List<HostAndPort> hosts = Arrays.stream(rest.replaceFirst("^/{2,3}", "").split(",", -1))
			.map((entry) -> entry(text, entry.trim()))
			.toList();
		Set<String> seen = new HashSet<>();
		for (HostAndPort host : hosts) {
			if (!seen.add(host.toString().toLowerCase(Locale.ROOT))) {
				throw new InvalidTargetException("'%s' names %s twice".formatted(text, host),
						"a list that names each address once");
			}
		}
		return new StaticList(text, hosts);
	}

	private static HostAndPort entry(String text, String entry) {
		if (entry.isEmpty()) {
			throw new InvalidTargetException("'%s' has a blank entry".formatted(text),
					"a list of hosts and ports, such as static://a:9090,b:9090");
		}
		HostAndPort host = HostAndPort.parse(entry);
		if (host.port() == null) {
			throw new InvalidTargetException("'%s' gives no port for %s".formatted(text, entry),
					"a list of hosts and ports, such as static://a:9090,b:9090");
		}
		return host;
	}

	private static ChannelTarget unixSocket(String text, String rest) {
		if (UNIX_SOCKET.matcher(rest).matches()) {
			URI uri = uri(text);
			String path = (uri.getPath() != null) ? uri.getPath() : uri.getSchemeSpecificPart();
			if (path.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH) {
				return new UnixSocket(text, path);
			}
		}
		throw new InvalidTargetException("'%s' names no Unix socket".formatted(text),
				"unix: and a path of at most %d bytes, such as unix:/run/app.sock, with a space written as %%20"
					.formatted(LONGEST_PATH));
	}

	private static ChannelTarget inProcess(String text, String name) {
		if (name.isBlank()) {
			throw new InvalidTargetException("'%s' names no server".formatted(text),
					"in-process: and the server's grpc.server.in-process-name");
		}
		return new InProcess(text, name);
	}

	// what stands behind a scheme is for its own resolver to understand
	private static ChannelTarget otherScheme(String text, String scheme) {
		uri(text);
		return new OtherScheme(text, scheme);
	}

	private static URI uri(String text) {
		try {
			return new URI(text);
		}
		catch (URISyntaxException ex) {
			throw new InvalidTargetException("'%s' is no URI: %s".formatted(text, ex.getReason()),
					"a URI, in which a space, for example, is written as %20");
		}
	}

	private ChannelTarget noScheme(String text, String scheme, String rest) {
		Matcher web = WEB_ADDRESS.matcher(rest);
		if (web.matches()) {
			switch (scheme) {
				case "http", "grpc" -> throw noWebAddress(text, withPort(web.group(1), 80), "");
				case "https", "grpcs" -> throw noWebAddress(text, withPort(web.group(1), 443),
						", and ssl.enabled of the same channel to true");
				default -> {
				}
			}
		}
		if (rest.startsWith("/")) {
			throw new InvalidTargetException(
					"there is no name resolver for the scheme '%s' of '%s', only for %s".formatted(scheme, text,
							String.join(", ", this.schemes.get())),
					"dns:///host:9090, or bring a NameResolverProvider for '%s', as a bean or with its library"
						.formatted(scheme));
		}
		return new Dns(text, HostAndPort.parse(text));
	}

	private static InvalidTargetException noWebAddress(String text, String authority, String andTls) {
		return new InvalidTargetException("'%s' is the address of a web page and no target".formatted(text),
				"dns:///" + authority + andTls);
	}

	private static String withPort(String authority, int port) {
		return authority.matches(".*:\\d+") ? authority : authority + ":" + port;
	}

}
