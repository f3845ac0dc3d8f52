package dev.grpcstarter.client;

import java.util.Set;

/**
 * A channel was asked for that is not configured. While the application starts, Boot
 * prints it as a failure analysis.
 */
public final class UnknownChannelException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String channel;

	private final transient Set<String> known;

	UnknownChannelException(String channel, Set<String> known) {
		super("there is no channel '%s'; the configured channels are %s".formatted(channel,
				known.stream().sorted().toList()));
		this.channel = channel;
		this.known = known;
	}

	private UnknownChannelException(GrpcClientPoint point, UnknownChannelException cause) {
		super("%s cannot be resolved: %s".formatted(point, cause.getMessage()));
		this.channel = cause.channel;
		this.known = cause.known;
	}

	/**
	 * The same, with where the channel was asked for.
	 * @param point the point of injection
	 * @return the exception to throw instead
	 */
	UnknownChannelException at(GrpcClientPoint point) {
		return new UnknownChannelException(point, this);
	}

	/**
	 * What was asked for.
	 * @return the name that is not configured
	 */
	public String channel() {
		return this.channel;
	}

	/**
	 * What could have been asked for.
	 * @return the names that are configured
	 */
	public Set<String> known() {
		return this.known;
	}

}
