package dev.grpcstarter.benchmarks.load;

import java.util.Locale;

/**
 * Work of one kind.
 *
 * @param kind how messages go to and fro
 * @param bytes the size of a message
 * @param inFlight how many calls there are at any time
 */
record Shape(Kind kind, int bytes, int inFlight) {

	/**
	 * How many messages go over a stream before it ends.
	 */
	static final int MESSAGES_PER_STREAM = 100;

	static Shape parse(String text) {
		String[] parts = text.split("/");
		return new Shape(Kind.valueOf(parts[0].toUpperCase(Locale.ROOT).replace('-', '_')), Integer.parseInt(parts[1]),
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
