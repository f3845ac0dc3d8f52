package dev.grpcstarter.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.grpcstarter.call.Deadlines;
import dev.grpcstarter.call.InterceptorChain;
import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.MethodTable;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.client.ChannelDefinition.Calls;
import dev.grpcstarter.client.ClientTelemetry.CallWatcher;
import dev.grpcstarter.config.Problems;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;

/**
 * Decides what calls of the client go through, once for each channel and method pattern:
 * stages that have something to do, and interceptors of the application. Thread-safe.
 */
public final class ClientChains {

	private final ClientInterceptorBeans interceptors;

	private final Function<String, CallCredentials> credentials;

	private final ClientThreads threads;

	private final boolean watched;

	/**
	 * Chains of one client.
	 * @param interceptors the interceptors of the application
	 * @param credentials gives credentials by their name; asked at the first call over
	 * each channel that names some
	 * @param threads the threads that all channels share
	 * @param watched whether telemetry watches the calls
	 */
	public ClientChains(ClientInterceptorBeans interceptors, Function<String, CallCredentials> credentials,
			ClientThreads threads, boolean watched) {
		this.interceptors = interceptors;
		this.credentials = credentials;
		this.threads = threads;
		this.watched = watched;
	}

	/**
	 * What the properties say of the methods that are called over a channel. No bean is
	 * created.
	 * @param calls what calls over the channel get
	 * @return the policies by pattern, that for all methods first
	 */
	public Map<MethodPattern, MethodPolicy> policies(Calls calls) {
		InterceptorChain defaults = InterceptorChain.of(Stage.ofClient(), this.interceptors.global());
		Map<MethodPattern, MethodPolicy> policies = new LinkedHashMap<>();
		calls.policies()
			.patterns()
			.stream()
			.sorted(MethodPattern.MOST_SPECIFIC_FIRST.reversed().thenComparing(MethodPattern::toString))
			.forEach((pattern) -> policies.put(pattern,
					MethodPolicy.of(pattern, calls.policies(), calls.deadlineReserve(), defaults)));
		return policies;
	}

	/**
	 * What the calls over a channel go through. No bean is created.
	 * @param channel the channel
	 * @return the same in words
	 */
	ChannelPolicy describe(ChannelDefinition channel) {
		List<CalledMethods> methods = new ArrayList<>();
		policies(channel.calls()).forEach((pattern, policy) -> {
			List<String> chain = new ArrayList<>((this.watched) ? List.of(Stage.METRICS.text()) : List.of());
			links(channel.calls(), policy).forEach((link) -> chain.add(link.text()));
			methods.add(new CalledMethods(pattern, chain, policy));
		});
		return new ChannelPolicy(channel.name(), channel.target().text(), methods);
	}

	/**
	 * What the calls over a channel go through.
	 * @param calls what calls over the channel get
	 * @param watchers what watches them
	 * @return the chain, put together at the first call
	 */
	ClientInterceptor around(Calls calls, List<CallWatcher> watchers) {
		return new CallChain((next) -> {
			Map<MethodPattern, MethodPolicy> policies = policies(calls);
			return new MethodTable<>(policies.keySet(),
					(pattern) -> chain(calls, Objects.requireNonNull(policies.get(pattern)), watchers, next));
		});
	}

	private Channel chain(Calls calls, MethodPolicy policy, List<CallWatcher> watchers, Channel next) {
		List<ClientInterceptor> chain = new ArrayList<>();
		CallSettings settings = new CallSettings(calls.waitForReady(), calls.compression());
		if (!settings.isEmpty()) {
			chain.add(settings);
		}
		chain.addAll(watchers);
		links(calls, policy).forEach((link) -> chain.add(link.interceptor().get()));
		if (!calls.relay().isEmpty()) {
			chain.add(new RelayReplacement(calls.relay()));
		}
		return ClientInterceptors.interceptForward(next, chain);
	}

	private List<Link> links(Calls calls, MethodPolicy policy) {
		Map<String, Link> stages = stages(calls, policy.deadlines());
		List<Link> links = new ArrayList<>();
		for (String name : policy.chain().names()) {
			Link stage = stages.get(name);
			if (stage != null) {
				links.add(stage);
			}
			else if (this.interceptors.contains(name)) {
				links.add(new Link(name, () -> this.interceptors.get(name)));
			}
		}
		return links;
	}

	// the stages that have something to do; metrics are always first, and so are not here
	private Map<String, Link> stages(Calls calls, Deadlines deadlines) {
		Map<String, Link> stages = new HashMap<>();
		if (!calls.relay().isEmpty()) {
			stages.put(Stage.CONTEXT.text(),
					new Link("%s(%s)".formatted(Stage.CONTEXT.text(), String.join(", ", calls.relay())),
							() -> new MetadataRelay(calls.relay())));
		}
		if (!deadlines.equals(Deadlines.NONE)) {
			stages.put(Stage.DEADLINE.text(),
					new Link(text(deadlines), () -> new CallDeadline(deadlines, this.threads.callbacks())));
		}
		if (!calls.metadata().entries().isEmpty()) {
			stages.put(Stage.METADATA.text(),
					new Link(
							"%s(%s)".formatted(Stage.METADATA.text(),
									String.join(", ",
											calls.metadata().entries().stream().map(Object::toString).toList())),
							() -> new StaticMetadataInterceptor(calls.metadata())));
		}
		String name = calls.credentials();
		if (name != null) {
			stages.put(Stage.CREDENTIALS.text(), new Link("%s(%s)".formatted(Stage.CREDENTIALS.text(), name),
					() -> new DefaultCredentials(() -> this.credentials.apply(name))));
		}
		return stages;
	}

	private static String text(Deadlines deadlines) {
		List<String> settings = new ArrayList<>();
		deadlines.unary().ifPresent((deadline) -> settings.add(Problems.text(deadline)));
		if (!deadlines.reserve().isZero()) {
			settings.add("reserve " + Problems.text(deadlines.reserve()));
		}
		return "%s(%s)".formatted(Stage.DEADLINE.text(), String.join(", ", settings));
	}

	/**
	 * One part of a chain.
	 *
	 * @param text its name, maybe with its setting in brackets
	 * @param interceptor gives it; asked at the first call
	 */
	private record Link(String text, Supplier<ClientInterceptor> interceptor) {
	}

}
