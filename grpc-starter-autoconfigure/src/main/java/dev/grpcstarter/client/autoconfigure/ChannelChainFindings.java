package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ClientChains;
import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;

/**
 * Looks for keys of stages that no call goes through, and for interceptors of which the
 * same is true.
 *
 * @param chains what decides
 * @param interceptors the names of the context's interceptors
 * @param findings where to note what is found
 */
record ChannelChainFindings(ClientChains chains, List<String> interceptors, Findings findings) {

	/**
	 * Looks at the chains of a client. What stands in the defaults is for all channels,
	 * and for those that are opened ad hoc.
	 * @param properties the client's properties
	 * @param channels the channels that come of them
	 * @param unnamed what calls over a channel get that has no name
	 */
	void check(GrpcClientProperties properties, List<ChannelDefinition> channels, ChannelDefinition.Calls unnamed) {
		List<MethodPolicy> all = new ArrayList<>(this.chains.policies(unnamed).values());
		for (ChannelDefinition channel : channels) {
			Collection<MethodPolicy> own = this.chains.policies(channel.calls()).values();
			noEffect(ChannelMethodKeys.prefix(channel.name()),
					Objects.requireNonNull(properties.channels().get(channel.name())), own);
			all.addAll(own);
		}
		if (properties.defaults() != null) {
			noEffect(ChannelMethodKeys.DEFAULTS, properties.defaults(), all);
		}
		unused(all);
	}

	private void noEffect(String prefix, ChannelProperties keys, Collection<MethodPolicy> policies) {
		Map<String, List<MethodPolicy>> byDeadline = policies.stream()
			.filter((policy) -> policy.origins().getOrDefault("deadline", "").startsWith(prefix))
			.collect(Collectors.groupingBy((policy) -> policy.origins().getOrDefault("deadline", "")));
		byDeadline.forEach((key, those) -> noEffect(true, key, Stage.DEADLINE, those));
		noEffect(keys.deadlineReserve() != null && !keys.deadlineReserve().isZero(), prefix + "deadline-reserve",
				Stage.DEADLINE, policies);
		noEffect(!keys.relayOrNothing().isEmpty(), prefix + "relay", Stage.CONTEXT, policies);
		noEffect(!keys.metadataOrNothing().isEmpty(), prefix + "metadata", Stage.METADATA, policies);
		noEffect(ChannelProperties.orNull(keys.credentials()) != null, prefix + "credentials", Stage.CREDENTIALS,
				policies);
	}

	private void noEffect(boolean set, String key, Stage stage, Collection<MethodPolicy> policies) {
		if (set && policies.stream().noneMatch((policy) -> policy.chain().contains(stage))) {
			String list = policies.iterator().next().origins().getOrDefault("interceptors", "interceptors");
			this.findings.add(new Finding("no-effect", key,
					"no call goes through '%s', which %s leaves out".formatted(stage.text(), list),
					"Add '%s' or \"*\" to %s, or remove %s.".formatted(stage.text(), list, key)));
		}
	}

	private void unused(Collection<MethodPolicy> policies) {
		Set<String> used = new HashSet<>();
		policies.forEach((policy) -> used.addAll(policy.chain().names()));
		this.interceptors.stream()
			.filter((name) -> !used.contains(name))
			.forEach((name) -> this.findings.add(new Finding("interceptor-unused",
					ChannelMethodKeys.DEFAULTS + "interceptors",
					"no channel's calls go through the interceptor bean '%s'".formatted(name),
					"Annotate '%s' with @GlobalClientInterceptor, name it in a list of interceptors, or remove it, unless stubs take it by hand."
						.formatted(name))));
	}

}
