package dev.grpcstarter.client.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.grpcstarter.client.ChannelName;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;

/**
 * The names of channels, as they come from property sources that spell them differently:
 * an environment variable cannot write the dash of {@code order-service}, and so adds
 * {@code orderservice}. The binder has then already read its values into
 * {@code order-service} too, so the spelling without dashes is dropped.
 */
final class ChannelNames {

	private static final String PREFIX = "grpc.client.channels.";

	private static final Pattern KEBAB_CASE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

	private ChannelNames() {
	}

	static <C> Map<String, C> inOneSpelling(Map<String, C> channels) {
		Map<String, C> result = new TreeMap<>(channels);
		channels.keySet().forEach((name) -> {
			String uniform = ChannelName.of(name).uniform();
			if (!name.equals(uniform)) {
				result.remove(uniform);
			}
		});
		return result;
	}

	static void check(Set<String> names, Problems problems) {
		names.stream().collect(Collectors.groupingBy(ChannelName::of)).values().forEach((same) -> {
			if (same.size() > 1) {
				problems.add(Problem.ofKey(PREFIX + same.get(0), "%s are spellings of one name".formatted(same),
						"Write the channel's name in one way."));
			}
		});
		names.forEach((name) -> checkSpelling(name, problems));
	}

	static boolean isKebabCase(String name) {
		return KEBAB_CASE.matcher(name).matches();
	}

	private static void checkSpelling(String name, Problems problems) {
		if (!isKebabCase(name)) {
			problems.add(Problem.ofKey(PREFIX + name, "'%s' is no channel name".formatted(name),
					"Write it in kebab-case: lower-case letters, digits and single dashes, such as order-service."));
		}
	}

}
