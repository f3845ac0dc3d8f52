package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.grpcstarter.call.InterceptorList;
import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.call.PolicyKeys;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.config.UnbracketedPatterns;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * What calls go through, as the properties say, checked.
 */
final class PolicySettings {

	private static final String PREFIX = "grpc.server.";

	private static final PolicyKeys BUILT_IN = new PolicyKeys(OrNone.of(Duration.ofSeconds(60)), null, null);

	private final Problems problems;

	private PolicySettings(Problems problems) {
		this.problems = problems;
	}

	static MethodKeys<PolicyKeys> of(GrpcServerProperties properties, Environment environment, Problems problems) {
		PolicySettings settings = new PolicySettings(problems);
		boolean inBrackets = !new UnbracketedPatterns(environment).check(PREFIX + "methods", problems);
		Map<String, PolicyKeys> methods = new LinkedHashMap<>();
		properties.methods().forEach((text, method) -> {
			if (inBrackets) {
				settings.pattern(text);
			}
			methods.put(text, settings.keys(PREFIX + "methods[" + text + "].", method.deadline(), method.maxDeadline(),
					method.interceptors()));
		});
		List<MethodKeys.Place<PolicyKeys>> places = new ArrayList<>(MethodKeys.level(PREFIX, methods,
				settings.keys(PREFIX, properties.deadline(), properties.maxDeadline(), properties.interceptors())));
		places.addAll(MethodKeys.level("", Map.of(), BUILT_IN));
		return new MethodKeys<>(places);
	}

	private void pattern(String text) {
		if (MethodPattern.parse(text).isEmpty()) {
			this.problems.add(Problem.ofKey(PREFIX + "methods[" + text + "]",
					"'%s' is no pattern of methods".formatted(text),
					"Write \"[package.Service/Method]\", \"[package.Service/*]\" or \"[*]\" under grpc.server.methods."));
		}
	}

	private PolicyKeys keys(String prefix, @Nullable OrNone<Duration> deadline, @Nullable OrNone<Duration> maxDeadline,
			@Nullable List<String> interceptors) {
		positive(prefix + "deadline", deadline);
		positive(prefix + "max-deadline", maxDeadline);
		InterceptorList list = (interceptors != null) ? new InterceptorList(interceptors) : null;
		if (list != null) {
			list.check(prefix + "interceptors", this.problems);
		}
		return new PolicyKeys(deadline, maxDeadline, list);
	}

	private void positive(String key, @Nullable OrNone<Duration> deadline) {
		this.problems.duration(key, (deadline != null) ? deadline.orNull() : null, Duration.ofMillis(1),
				"no call could end in time", ", or to none for no bound");
	}

}
