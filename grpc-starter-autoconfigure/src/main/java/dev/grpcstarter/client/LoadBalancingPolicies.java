package dev.grpcstarter.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The load-balancing policies that the channels of one application can have: its own
 * beans, and those that are registered with gRPC. gRPC knows only one registry for the
 * whole JVM, so the beans stand there under names of their own until this is closed, and
 * no other application meets them. Thread-safe.
 */
public final class LoadBalancingPolicies implements AutoCloseable {

	private final LoadBalancerRegistry registry = LoadBalancerRegistry.getDefaultRegistry();

	private final String suffix = "@" + UUID.randomUUID();

	private final List<LoadBalancerProvider> registered;

	private final Set<String> own = new LinkedHashSet<>();

	/**
	 * Registers the policies of an application.
	 * @param beans its own; those that are not available are left out, and of those with
	 * the same name the one with the highest priority is taken
	 */
	public LoadBalancingPolicies(List<LoadBalancerProvider> beans) {
		this.registered = beans.stream()
			.filter(LoadBalancerProvider::isAvailable)
			.<LoadBalancerProvider>map((bean) -> new RenamedLoadBalancerProvider(bean, this.suffix))
			.toList();
		beans.stream()
			.filter(LoadBalancerProvider::isAvailable)
			.map(LoadBalancerProvider::getPolicyName)
			.forEach(this.own::add);
		try {
			this.registered.forEach(this.registry::register);
		}
		catch (RuntimeException | Error ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Finds a policy.
	 * @param policy its name
	 * @return the name under which it is registered with gRPC, or {@code null} if there
	 * is no such policy
	 */
	public @Nullable String registeredName(String policy) {
		if (this.own.contains(policy)) {
			return policy + this.suffix;
		}
		return (this.registry.getProvider(policy) != null) ? policy : null;
	}

	/**
	 * The policies that may be named to somebody who asks for one that does not exist.
	 * @return the names of the application's own and of those that gRPC brings
	 */
	public List<String> known() {
		// the registry tells nobody what it has
		Stream<String> brought = Stream.of("round_robin", "pick_first", "weighted_round_robin",
				"ring_hash_experimental", "least_request_experimental");
		return Stream.concat(brought.filter((policy) -> this.registry.getProvider(policy) != null), this.own.stream())
			.distinct()
			.toList();
	}

	@Override
	public void close() {
		this.registered.forEach(this.registry::deregister);
	}

}
