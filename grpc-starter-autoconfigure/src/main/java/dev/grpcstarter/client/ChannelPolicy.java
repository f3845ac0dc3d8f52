package dev.grpcstarter.client;

import java.util.List;

/**
 * What the calls over a channel go through.
 *
 * @param channel the name of the channel
 * @param target where it connects
 * @param methods all methods first, and then those that have a pattern with keys of their
 * own
 */
public record ChannelPolicy(String channel, String target, List<CalledMethods> methods) {

	/**
	 * What the calls over a channel go through.
	 * @param channel the name of the channel
	 * @param target where it connects
	 * @param methods all methods first, and then those that have a pattern
	 */
	public ChannelPolicy {
		methods = List.copyOf(methods);
	}

	/**
	 * The channel in one line: what its calls go through, and those of patterns.
	 * @return the line
	 */
	public String line() {
		StringBuilder line = new StringBuilder("Channel '%s' to %s".formatted(this.channel, this.target));
		String separator = ": ";
		for (CalledMethods methods : this.methods) {
			line.append(separator);
			if (!separator.equals(": ")) {
				line.append(methods.pattern()).append(": ");
			}
			line.append(methods.chain().isEmpty() ? "nothing" : String.join(" > ", methods.chain()));
			separator = "; ";
		}
		return line.toString();
	}

}
