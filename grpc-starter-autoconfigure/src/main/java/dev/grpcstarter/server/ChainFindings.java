package dev.grpcstarter.server;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.PolicyKeys;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;

/**
 * Notes what is risky about the chains of a server.
 */
final class ChainFindings {

	private final MethodKeys<PolicyKeys> keys;

	private final Findings findings;

	ChainFindings(MethodKeys<PolicyKeys> keys, Findings findings) {
		this.keys = keys;
		this.findings = findings;
	}

	/**
	 * Notes stages without which calls are not safe, where the properties take them out.
	 * @param services the services of the application
	 * @param beans the names of all interceptors
	 */
	void takenOut(List<ServedService> services, List<String> beans) {
		for (ServedService service : services) {
			for (ServedMethod method : service.methods()) {
				if (!method.policy().chain().contains(Stage.EXCEPTIONS)) {
					takenOut(method, Stage.EXCEPTIONS,
							"callers get UNKNOWN for every exception, and no advice is asked");
				}
				if (!method.policy().chain().contains(Stage.SECURITY) && beans.contains(Stage.SECURITY.text())) {
					takenOut(method, Stage.SECURITY, "nobody checks who calls");
				}
			}
		}
	}

	private void takenOut(ServedMethod method, Stage stage, String why) {
		this.keys.findAll(MethodPattern.ofMethod(method.name()), "interceptors", PolicyKeys::interceptors)
			.stream()
			.filter((list) -> list.value().drops(stage.text()))
			.findFirst()
			.ifPresent((list) -> takenOut(list.key(), stage, why));
	}

	private void takenOut(String key, Stage stage, String why) {
		this.findings
			.add(new Finding("interceptor-taken-out", key, "'%s' is not in the chain: %s".formatted(stage.text(), why),
					"Add '%s' or \"*\" to %s, unless that is meant.".formatted(stage.text(), key)));
	}

	/**
	 * Notes methods that are left without a deadline by a list, and not by {@code none}.
	 * @param services the services of the application
	 */
	void withoutDeadline(List<ServedService> services) {
		for (ServedService service : services) {
			for (ServedMethod method : service.methods()) {
				MethodPolicy policy = method.policy();
				if (!policy.chain().contains(Stage.DEADLINE)) {
					List<String> keys = Stream.of("deadline", "max-deadline")
						.map(policy.origins()::get)
						.filter(Objects::nonNull)
						.toList();
					keys.forEach(this::noEffect);
					if (keys.isEmpty()) {
						takenOut(method, Stage.DEADLINE, "calls that bring no deadline may go on for ever");
					}
				}
			}
		}
	}

	private void noEffect(String key) {
		this.findings
			.add(new Finding("no-effect", key, "there are methods that it is for and whose chain has no 'deadline'",
					"Add 'deadline' or \"*\" to the list of their interceptors, or remove %s.".formatted(key)));
	}

	/**
	 * Notes interceptors that no call goes through.
	 * @param services the services of the application
	 * @param beans the names of all interceptors
	 */
	void unused(List<ServedService> services, List<String> beans) {
		Set<String> used = new HashSet<>();
		services
			.forEach((service) -> service.methods().forEach((method) -> used.addAll(method.policy().chain().names())));
		for (String bean : beans) {
			if (!used.contains(bean)) {
				this.findings.add(new Finding("interceptor-unused", "grpc.server.interceptors",
						"no call goes through the interceptor bean '%s'".formatted(bean),
						"Annotate '%s' with @GlobalServerInterceptor, name it in @GrpcService or in a list of interceptors, or remove it."
							.formatted(bean)));
			}
		}
	}

}
