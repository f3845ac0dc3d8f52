package dev.grpcstarter.client;

import java.util.Map;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.NameResolver;

/**
 * Another provider under a name that is unique in the JVM.
 */
final class RenamedLoadBalancerProvider extends LoadBalancerProvider {

	private final LoadBalancerProvider provider;

	private final String name;

	RenamedLoadBalancerProvider(LoadBalancerProvider provider, String suffix) {
		this.provider = provider;
		this.name = provider.getPolicyName() + suffix;
	}

	@Override
	public String getPolicyName() {
		return this.name;
	}

	@Override
	public boolean isAvailable() {
		return this.provider.isAvailable();
	}

	@Override
	public int getPriority() {
		return this.provider.getPriority();
	}

	@Override
	public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
		return this.provider.newLoadBalancer(helper);
	}

	@Override
	public NameResolver.ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> config) {
		return this.provider.parseLoadBalancingPolicyConfig(config);
	}

}
