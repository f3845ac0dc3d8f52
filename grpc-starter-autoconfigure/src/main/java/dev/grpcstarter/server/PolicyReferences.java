package dev.grpcstarter.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.grpcstarter.call.InterceptorList;
import dev.grpcstarter.call.InterceptorNames;
import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.call.PolicyKeys;
import dev.grpcstarter.config.KnownNames;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.config.Setting;

/**
 * Checks what the keys of methods refer to: methods that are served, and interceptors.
 */
final class PolicyReferences {

	private final MethodKeys<PolicyKeys> keys;

	private final Set<String> own;

	private final Set<String> builtIn;

	private final Problems problems;

	PolicyReferences(MethodKeys<PolicyKeys> keys, Set<String> own, Set<String> builtIn, Problems problems) {
		this.keys = keys;
		this.own = own;
		this.builtIn = builtIn;
		this.problems = problems;
	}

	void patterns() {
		for (MethodKeys.Place<PolicyKeys> place : this.keys.places()) {
			MethodPattern pattern = place.pattern();
			if (pattern.equals(MethodPattern.ALL) || this.own.stream().anyMatch(pattern::matches)) {
				continue;
			}
			String key = place.prefix().substring(0, place.prefix().length() - 1);
			if (this.builtIn.stream().noneMatch(pattern::matches)) {
				this.problems.add(Problem.ofKey(key, "no method that is served matches '%s'".formatted(pattern),
						new KnownNames(names(pattern)).instead(pattern.toString())));
			}
			else if (!place.keys().isEmpty()) {
				this.problems.add(Problem.ofKey(key,
						"'%s' matches nothing but methods of the starter itself, which have neither interceptors nor deadlines"
							.formatted(pattern),
						"Remove deadline, max-deadline and interceptors from %s.".formatted(key)));
			}
		}
	}

	private List<String> names(MethodPattern pattern) {
		List<String> names = new ArrayList<>(this.own);
		if (!pattern.isForMethod()) {
			names.replaceAll((method) -> method.substring(0, method.lastIndexOf('/')) + "/*");
		}
		return names.stream().distinct().toList();
	}

	void interceptors(InterceptorNames names) {
		names.check("ServerInterceptor", this.problems);
		for (Setting<InterceptorList> list : this.keys.all("interceptors", PolicyKeys::interceptors)) {
			names.check(list.key(), list.value(), this.problems);
		}
	}

}
