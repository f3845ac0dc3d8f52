package dev.grpcstarter.client;

import java.util.List;
import java.util.Set;

/**
 * A channel was asked for that is not configured. While the application starts, Boot
 * prints it as a failure analysis.
 */
public final class UnknownChannelException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ChannelName channel;

	private final transient List<ChannelName> known;

	UnknownChannelException(ChannelName channel, Set<ChannelName> known) {
		super("there is no channel '%s'; the configured channels are %s".formatted(channel,
				known.stream().sorted().toList()));
		this.channel = channel;
		this.known = known.stream().sorted().toList();
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
	public ChannelName channel() {
		return this.channel;
	}

	/**
	 * What could have been asked for.
	 * @return the names that are configured, sorted
	 */
	public List<ChannelName> known() {
		return this.known;
	}

}
