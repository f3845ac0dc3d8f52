package dev.grpcstarter.benchmarks.load;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How a comparison is made.
 *
 * @param peers the servers
 * @param shapes the work
 * @param rounds how often each server has its turn
 * @param seconds how long a turn is
 * @param warmUpSeconds how long each server has work before
 * @param connections how many connections the calls share
 * @param javaOptions options of Java for the servers
 */
record Settings(List<Peer> peers, List<Shape> shapes, int rounds, int seconds, int warmUpSeconds, int connections,
		List<String> javaOptions) {

	static Settings parse(String[] args) {
		Map<String, String> options = new HashMap<>(Map.of("servers", all(), "shapes", "unary/100/64", "rounds", "7",
				"seconds", "3", "warm-up", "8", "connections", "4", "java-options", "-Xms512m,-Xmx512m"));
		for (String arg : args) {
			String[] option = arg.split("=", 2);
			if (option.length < 2 || options.replace(option[0].replaceFirst("^--", ""), option[1]) == null) {
				throw new IllegalArgumentException(
						"'%s' is none of --servers=, --shapes=, --rounds=, --seconds=, --warm-up=, --connections=, --java-options="
							.formatted(arg));
			}
		}
		return new Settings(list(options.get("servers")).stream().map(Peer::of).filter(Peer::runsHere).toList(),
				list(options.get("shapes")).stream().map(Shape::parse).toList(), number(options.get("rounds")),
				number(options.get("seconds")), number(options.get("warm-up")), number(options.get("connections")),
				list(options.get("java-options")));
	}

	private static String all() {
		return String.join(",", Arrays.stream(Peer.values()).map(Peer::option).toList());
	}

	private static List<String> list(@Nullable String text) {
		return (text == null || text.isEmpty()) ? List.of() : List.of(text.split(","));
	}

	private static int number(@Nullable String text) {
		return Integer.parseInt(String.valueOf(text));
	}

}
