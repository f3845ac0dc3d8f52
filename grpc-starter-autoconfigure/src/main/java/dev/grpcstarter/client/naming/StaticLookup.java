package dev.grpcstarter.client.naming;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Finds the addresses of hosts that stand in a list, and keeps those of one host
 * together: calls are spread over the hosts. Each is called by its own name, which is the
 * one that its certificate has. The hosts are looked up at the same time, and one that
 * takes too long is left out until the next lookup after its answer. Used by one thread
 * at a time.
 */
final class StaticLookup implements AddressLookup {

	private static final Log logger = LogFactory.getLog(StaticLookup.class);

	private final ChannelTarget.StaticList target;

	private final Hosts hosts;

	private final Duration patience;

	// none has more than one lookup at a time, however long that takes
	private final Map<HostAndPort, FutureTask<List<SocketAddress>>> asked = new HashMap<>();

	private Set<HostAndPort> leftOut = Set.of();

	/**
	 * Looks up hosts.
	 * @param target the hosts
	 * @param hosts what knows their addresses
	 * @param patience how long to wait for the slowest
	 */
	StaticLookup(ChannelTarget.StaticList target, Hosts hosts, Duration patience) {
		this.target = target;
		this.hosts = hosts;
		this.patience = patience;
	}

	@Override
	public List<EquivalentAddressGroup> find() throws IOException {
		long end = System.nanoTime() + this.patience.toNanos();
		Map<HostAndPort, FutureTask<List<SocketAddress>>> lookups = new LinkedHashMap<>();
		this.target.hosts().forEach((host) -> lookups.put(host, this.asked.computeIfAbsent(host, this::ask)));
		List<EquivalentAddressGroup> groups = new ArrayList<>();
		Set<HostAndPort> unknown = new HashSet<>();
		List<IOException> failures = new ArrayList<>();
		lookups.forEach((host, lookup) -> {
			try {
				groups.add(new EquivalentAddressGroup(answer(host, lookup, end), calledBy(host)));
			}
			catch (IOException ex) {
				unknown.add(host);
				failures.add(ex);
			}
		});
		this.asked.values().removeIf(FutureTask::isDone);
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

	// on a thread of its own: an executor that runs one task at a time could not do it
	private FutureTask<List<SocketAddress>> ask(HostAndPort host) {
		FutureTask<List<SocketAddress>> lookup = new FutureTask<>(() -> this.hosts.addresses(host));
		Thread thread = new Thread(lookup, "grpc-name-lookup");
		thread.setDaemon(true);
		thread.start();
		return lookup;
	}

	private static List<SocketAddress> answer(HostAndPort host, Future<List<SocketAddress>> lookup, long end)
			throws IOException {
		try {
			return lookup.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof IOException failure) {
				throw failure;
			}
			throw unresolved(host, String.valueOf(ex.getCause()), ex);
		}
		catch (TimeoutException ex) {
			throw unresolved(host, "nothing answers", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unresolved(host, "the lookup was interrupted", ex);
		}
	}

	private static IOException unresolved(HostAndPort host, String reason, Exception cause) {
		return new IOException("cannot resolve host '%s': %s".formatted(host.host(), reason), cause);
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
