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
import dev.grpcstarter.config.Setting;
import dev.grpcstarter.config.UnbracketedPatterns;
import org.jspecify.annotations.Nullable;

/**
 * Checks the keys that say what calls go through, and how long they may take: each where
 * it is written, and those of a channel together.
 */
final class PolicyChecks {

	private final Problems problems;

	private final UnbracketedPatterns unbracketed;

	// what two keys of the defaults do to each other is found again for each channel
	private final Set<Problem> contradictions = new HashSet<>();

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

	/**
	 * Notes a reserve that no deadline has room for, where both are written.
	 * @param channel the name of the channel
	 * @param own its keys
	 * @param defaults those of the defaults
	 */
	void together(String channel, @Nullable ChannelProperties own, @Nullable ChannelProperties defaults) {
		ChannelSources sources = new ChannelSources(channel, own, defaults);
		Setting<Duration> reserve = sources.find("deadline-reserve", ChannelProperties::deadlineReserve);
		Setting<OrNone<Duration>> deadline = sources.find("deadline", ChannelProperties::deadline);
		if (reserve != null && deadline != null) {
			deadline.value().ifPresent((most) -> fits(reserve, deadline.key(), most));
		}
	}

	private void fits(Setting<Duration> reserve, String key, Duration most) {
		if (reserve.value().compareTo(most) < 0) {
			return;
		}
		Problem problem = Problem.ofKey(reserve.key(),
				"%s are kept back of what a handler has, and %s gives the calls themselves no more than %s"
					.formatted(Problems.text(reserve.value()), key, Problems.text(most)),
				"Set %s to less than %s, or %s to more.".formatted(reserve.key(), Problems.text(most), key));
		if (this.contradictions.add(problem)) {
			this.problems.add(problem);
		}
	}

	private static @Nullable Duration orNull(@Nullable OrNone<Duration> duration) {
		return (duration != null) ? duration.orNull() : null;
	}

}
