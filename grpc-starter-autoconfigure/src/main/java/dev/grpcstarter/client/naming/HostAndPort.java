package dev.grpcstarter.client.naming;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A host, and a port on it.
 *
 * @param host a name, an IPv4 literal, or an IPv6 literal without brackets
 * @param port the port, or {@code null} for the one that is usual with or without TLS
 */
public record HostAndPort(String host, @Nullable Integer port) {

	private static final Pattern FORM = Pattern
		.compile("(?:\\[(?<literal>[^]]*)]|(?<name>[^:\\[\\]]*))(:(?<port>[^:]*))?");

	// more than host names may have, because container platforms allow underscores
	private static final Pattern NAME = Pattern.compile("[^\\s/@,?#%\\\\]+");

	private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}");

	private static final Pattern NUMBER = Pattern.compile("\\d+");

	static HostAndPort parse(String text) {
		Matcher form = FORM.matcher(text);
		if (!form.matches()) {
			throw new InvalidTargetException("'%s' is no host and port".formatted(text),
					"an IPv6 address in brackets, such as [::1]:9090");
		}
		String literal = form.group("literal");
		String host = (literal != null) ? ipv6(literal) : name(form.group("name"));
		return new HostAndPort(host, (form.group("port") != null) ? port(text, form.group("port")) : null);
	}

	private static String ipv6(String literal) {
		try {
			// the zone is for the machine to know, and the brackets keep the DNS out of
			// it
			InetAddress.getByName("[" + literal.replaceFirst("%[\\w.-]+$", "") + "]");
			return literal;
		}
		catch (UnknownHostException ex) {
			throw new InvalidTargetException("'[%s]' is no IPv6 address".formatted(literal),
					"an IPv6 address in brackets, such as [::1]:9090, or a name without them");
		}
	}

	private static String name(String name) {
		if (name.isEmpty()) {
			throw new InvalidTargetException("the target names no host", "dns:///host:9090");
		}
		if (NUMBER.matcher(name).matches()) {
			throw new InvalidTargetException("'%s' is a number and no host".formatted(name), "dns:///host:9090");
		}
		if (!NAME.matcher(name).matches()) {
			throw new InvalidTargetException("'%s' is no host".formatted(name), "dns:///host:9090");
		}
		return name;
	}

	private static int port(String text, String digits) {
		int port = (NUMBER.matcher(digits).matches() && digits.length() <= 5) ? Integer.parseInt(digits) : 0;
		if (port < 1 || port > 65535) {
			throw new InvalidTargetException("'%s' ends in %s, which is no port to connect to".formatted(text,
					digits.isEmpty() ? "a colon" : digits), "a target with a port from 1 to 65535");
		}
		return port;
	}

	int portOr(int usual) {
		return (this.port != null) ? this.port : usual;
	}

	/**
	 * Whether the host is an address, which nobody needs to be asked for.
	 * @return {@code false} if it is a name
	 */
	public boolean isLiteral() {
		return this.host.contains(":") || IPV4.matcher(this.host).matches();
	}

	boolean isLoopback() {
		return this.host.equalsIgnoreCase("localhost") || this.host.equals("::1")
				|| (isLiteral() && this.host.startsWith("127."));
	}

	/**
	 * As in a URI, with an IPv6 address in brackets.
	 */
	@Override
	public String toString() {
		String host = this.host.contains(":") ? "[" + this.host + "]" : this.host;
		return (this.port != null) ? host + ":" + this.port : host;
	}

}
