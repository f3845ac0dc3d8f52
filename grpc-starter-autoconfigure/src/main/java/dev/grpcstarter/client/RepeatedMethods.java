package dev.grpcstarter.client;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.client.AttemptPolicy.Hedging;
import dev.grpcstarter.client.AttemptPolicy.Retry;
import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;

/**
 * Looks at the services that are called over one channel, and names the methods that may
 * be run more than once and are not marked as idempotent. One that has a pattern of its
 * own is meant.
 */
final class RepeatedMethods implements Consumer<ServiceDescriptor> {

	private final ChannelDefinition channel;

	private final Findings findings;

	RepeatedMethods(ChannelDefinition channel, Findings findings) {
		this.channel = channel;
		this.findings = findings;
	}

	@Override
	public void accept(ServiceDescriptor service) {
		List<MethodDescriptor<?, ?>> unmarked = service.getMethods()
			.stream()
			.filter((method) -> !method.isIdempotent() && !isMeant(method))
			.collect(Collectors.toUnmodifiableList());
		String retried = names(unmarked, Retry.class);
		if (!retried.isEmpty()) {
			this.findings.add(new Finding("retry-not-idempotent", this.channel.key("retry.max-attempts"),
					"calls of %s may be retried after their first attempt has had its effect, and are not marked as idempotent: %s"
						.formatted(service.getName(), retried),
					"Mark those that are with idempotency_level in the .proto file and set %s to true, or leave them out with %s[%s/<Method>].retry.max-attempts set to 1."
						.formatted(this.channel.key("retry.idempotent-only"), this.channel.key("methods"),
								service.getName())));
		}
		String hedged = names(unmarked, Hedging.class);
		if (!hedged.isEmpty()) {
			this.findings.add(new Finding("retry-not-idempotent", this.channel.key("hedging.max-attempts"),
					"calls of %s may run on several servers at once, and are not marked as idempotent: %s"
						.formatted(service.getName(), hedged),
					"Mark those that are with idempotency_level in the .proto file, or leave them out with %s[%s/<Method>].hedging.max-attempts set to 1."
						.formatted(this.channel.key("methods"), service.getName())));
		}
	}

	private boolean isMeant(MethodDescriptor<?, ?> method) {
		return this.channel.attempts()
			.byPattern()
			.keySet()
			.stream()
			.filter(MethodPattern::isForMethod)
			.anyMatch((pattern) -> pattern.matches(method.getFullMethodName()));
	}

	private String names(List<MethodDescriptor<?, ?>> methods, Class<? extends AttemptPolicy> kind) {
		return methods.stream().filter((method) -> {
			AttemptPolicy policy = this.channel.attempts().of(method.getFullMethodName());
			return kind.isInstance(policy) && !(policy instanceof Retry retry && retry.idempotentOnly());
		}).map(MethodDescriptor::getBareMethodName).sorted().collect(Collectors.joining(", "));
	}

}
