package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.grpcstarter.call.InterceptorList;
import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.config.UnbracketedPatterns;
import org.jspecify.annotations.Nullable;

/**
 * Checks the keys that say what calls go through, and how long they may take: each where
 * it is written, and those of a channel together.
 */
final class PolicyChecks {

	private final Problems problems;

	private final UnbracketedPatterns unbracketed;

	PolicyChecks(Problems problems, UnbracketedPatterns unbracketed) {
		this.problems = problems;
		this.unbracketed = unbracketed;
	}

	void keys(String prefix, ChannelProperties properties) {
		if (!this.unbracketed.check(prefix + "methods", this.problems)) {
			properties.methodsOrNothing().keySet().forEach((pattern) -> pattern(prefix, pattern));
		}
		method(prefix, properties.ofAllMethods());
		properties.methodsOrNothing()
			.forEach((pattern, method) -> method(prefix + "methods[" + pattern + "].", method));
		this.problems.duration(prefix + "deadline-reserve", properties.deadlineReserve(), Duration.ZERO,
				"a call cannot outlive the one that it is made for", "");
		relay(prefix + "relay", properties.relayOrNothing());
	}

	private void pattern(String prefix, String pattern) {
		if (MethodPattern.parse(pattern).isEmpty()) {
			this.problems.add(Problem.ofKey(prefix + "methods[" + pattern + "]",
					"'%s' is no pattern of methods".formatted(pattern),
					"Write \"[package.Service/Method]\", \"[package.Service/*]\" or \"[*]\" under %smethods."
						.formatted(prefix)));
		}
	}

	private void method(String prefix, MethodProperties method) {
		this.problems.duration(prefix + "deadline", orNull(method.deadline()), Duration.ofMillis(1),
				"every call would fail", ", or to none for no deadline");
		if (method.interceptors() != null) {
			new InterceptorList(method.interceptors()).check(prefix + "interceptors", this.problems);
		}
	}

	private void relay(String key, List<String> names) {
		Set<String> seen = new HashSet<>();
		for (String name : names) {
			if (!MetadataEntries.isKey(name)) {
				this.problems.add(Problem.ofKey(key, "'%s' is no key of metadata".formatted(name),
						"Write it with lower-case letters, digits, '-' and '_', such as x-request-id."));
			}
			else if (MetadataEntries.isReserved(name)) {
				this.problems.add(Problem.ofKey(key, "gRPC itself sets '%s' for each call".formatted(name),
						"Take '%s' out of %s.".formatted(name, key)));
			}
			else if (!seen.add(name.toLowerCase(Locale.ROOT))) {
				this.problems.add(Problem.ofKey(key, "'%s' is there more than once".formatted(name),
						"Name '%s' once in %s.".formatted(name, key)));
			}
		}
	}

	private static @Nullable Duration orNull(@Nullable OrNone<Duration> duration) {
		return (duration != null) ? duration.orNull() : null;
	}

}
