package dev.grpcstarter.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A service in one line: its methods, and what their calls go through. The chain that
 * most of the methods have comes first, and then those that have another.
 *
 * @param service the service
 */
record ChainSummary(ServedService service) {

	String line() {
		Map<String, List<ServedMethod>> byChain = this.service.methods()
			.stream()
			.collect(Collectors.groupingBy(ChainSummary::text, LinkedHashMap::new, Collectors.toList()));
		String most = byChain.entrySet()
			.stream()
			.reduce((one, other) -> (other.getValue().size() > one.getValue().size()) ? other : one)
			.map(Map.Entry::getKey)
			.orElse("");
		String others = byChain.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals(most))
			.map((entry) -> "; %s: %s".formatted(bareNames(entry.getValue()), entry.getKey()))
			.collect(Collectors.joining());
		int count = this.service.methods().size();
		return "%s (%s method%s): %s%s".formatted(this.service.name(), count, (count != 1) ? "s" : "", most, others);
	}

	private static String text(ServedMethod method) {
		return (method.chain().isEmpty()) ? "nothing" : String.join(" > ", method.chain());
	}

	private static String bareNames(List<ServedMethod> methods) {
		return methods.stream()
			.map((method) -> method.name().substring(method.name().lastIndexOf('/') + 1))
			.collect(Collectors.joining(", "));
	}

}
