package dev.grpcstarter.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Work of one kind.
 *
 * @param kind how messages go to and fro
 * @param bytes the size of a message
 * @param inFlight how many calls there are at any time
 */
record Shape(Kind kind, int bytes, int inFlight) {

	/**
	 * The work by which servers are judged.
	 */
	static final String MAIN = "unary/100/64";

	/**
	 * What stands for all of it where the time is limited.
	 */
	static final List<String> DEFAULT = List.of(MAIN, "unary/100/1", "unary/100/256", "unary/10240/64",
			"server-streaming/100/64", "server-streaming/10240/64", "bidirectional/100/64", "bidirectional/10240/64");

	/**
	 * Kinds, sizes and numbers in flight, each with each.
	 */
	static final List<Shape> ALL = Arrays.stream(Kind.values())
		.flatMap((each) -> Stream.of(100, 10_240)
			.flatMap((size) -> Stream.of(1, 64, 256).map((calls) -> new Shape(each, size, calls))))
		.toList();

	/**
	 * How many messages go over a stream before it ends.
	 */
	static final int MESSAGES_PER_STREAM = 100;

	static Shape parse(String text) {
		if (!text.matches("[a-z-]+/\\d{1,7}/[1-9]\\d{0,3}")) {
			throw new IllegalArgumentException(
					"'%s' is not of the form %s: kind, bytes of a message, calls in flight".formatted(text, MAIN));
		}
		String[] parts = text.split("/");
		return new Shape(OptionNames.parse(parts[0], List.of(Kind.values())), Integer.parseInt(parts[1]),
				Integer.parseInt(parts[2]));
	}

	@Override
	public String toString() {
		return "%s, %s, %d in flight".formatted(this.kind.text,
				(this.bytes < 1024) ? this.bytes + " B" : this.bytes / 1024 + " KiB", this.inFlight);
	}

	/**
	 * How messages go to and fro. What streams cost is counted by message.
	 */
	enum Kind {

		UNARY("unary"), SERVER_STREAMING("server streaming"), BIDIRECTIONAL("bidirectional");

		private final String text;

		Kind(String text) {
			this.text = text;
		}

	}

}
