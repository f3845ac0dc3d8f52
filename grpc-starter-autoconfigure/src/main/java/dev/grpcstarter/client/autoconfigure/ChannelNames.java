package dev.grpcstarter.client.autoconfigure;

import java.util.List;
import java.util.Map;
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

	static <C> Map<String, C> inOneSpelling(Map<String, C> channels, Problems problems) {
		Map<String, C> result = new TreeMap<>(channels);
		Map<ChannelName, List<String>> spellings = channels.keySet()
			.stream()
			.collect(Collectors.groupingBy(ChannelName::of));
		spellings.forEach((name, same) -> {
			if (same.size() > 1) {
				result.remove(name.uniform());
			}
			if (same.stream().filter(result::containsKey).count() > 1) {
				problems.add(Problem.ofKey(PREFIX + same.get(0), "%s are spellings of one name".formatted(same),
						"Write the channel's name in one way."));
			}
		});
		result.keySet().forEach((name) -> checkSpelling(name, problems));
		return result;
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
