package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * What connections, streams, methods and channels cost by the piece.
 */
final class Scale implements Measurement {

	/**
	 * Options, with their defaults. {@code classes} is how many of the classes are named
	 * that take the most of it.
	 */
	static final List<String> OPTIONS = List.of("parts=idle-connections,streams,methods,channels",
			"servers=" + Peer.text(Peer.BARE, Peer.STARTER), "idle-connections=1000,10000", "streams=10000",
			"methods=1000", "channels=1000", "rounds=5", "classes=0", "java-options=-Xmx1g");

	private final List<Measurement> parts;

	Scale(Options options) {
		this.parts = options.list("parts", List.of(Part.values()), Part::of)
			.stream()
			.map((part) -> part.measurement(options))
			.toList();
	}

	@Override
	public void run(PrintStream out) throws IOException, InterruptedException {
		for (Measurement part : this.parts) {
			part.run(out);
		}
	}

	/**
	 * What there may be many of.
	 */
	private enum Part {

		IDLE_CONNECTIONS, STREAMS, METHODS, CHANNELS;

		private static Part of(String option) {
			return OptionNames.parse(option, List.of(values()));
		}

		private Measurement measurement(Options options) {
			return switch (this) {
				case IDLE_CONNECTIONS -> new HeldScale("idle connections",
						options.numbers("idle-connections", HeldScale.LEAST, 60_000), QuietConnections::new, options);
				case STREAMS -> new HeldScale("open streams",
						options.numbers("streams", HeldScale.LEAST, QuietStreams.MOST), QuietStreams::new, options);
				case METHODS -> new MethodScale(options);
				case CHANNELS -> new ChannelScale(options);
			};
		}

	}

}
