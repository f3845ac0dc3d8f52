package dev.grpcstarter.client.naming;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Finds the addresses of hosts that stand in a list, and keeps those of one host
 * together: calls are spread over the hosts. Each is called by its own name, which is the
 * one that its certificate has. Used by one thread at a time.
 */
final class StaticLookup implements AddressLookup {

	private static final Log logger = LogFactory.getLog(StaticLookup.class);

	private final ChannelTarget.StaticList target;

	private final Hosts hosts;

	private Set<HostAndPort> leftOut = Set.of();

	StaticLookup(ChannelTarget.StaticList target, Hosts hosts) {
		this.target = target;
		this.hosts = hosts;
	}

	@Override
	public List<EquivalentAddressGroup> find() throws IOException {
		List<EquivalentAddressGroup> groups = new ArrayList<>();
		Set<HostAndPort> unknown = new HashSet<>();
		List<IOException> failures = new ArrayList<>();
		for (HostAndPort host : this.target.hosts()) {
			try {
				groups.add(new EquivalentAddressGroup(this.hosts.addresses(host), calledBy(host)));
			}
			catch (IOException ex) {
				unknown.add(host);
				failures.add(ex);
			}
		}
		if (groups.isEmpty()) {
			throw together(failures);
		}
		if (!unknown.equals(this.leftOut)) {
			failures
				.forEach((failure) -> logger.warn("Left out of '%s': %s".formatted(this.target, failure.getMessage())));
			this.leftOut = unknown;
		}
		return groups;
	}

	@SuppressWarnings("deprecation")
	private static Attributes calledBy(HostAndPort host) {
		return Attributes.newBuilder().set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, host.toString()).build();
	}

	private static IOException together(List<IOException> failures) {
		IOException all = new IOException(
				failures.stream().map(IOException::getMessage).collect(Collectors.joining("; ")));
		failures.forEach(all::addSuppressed);
		return all;
	}

}
