package dev.grpcstarter.client;

import java.util.function.UnaryOperator;

import dev.grpcstarter.client.naming.ChannelTarget;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;

/**
 * One way in which channels connect.
 */
public interface ChannelTransport {

	/**
	 * Whether this transport connects to a target.
	 * @param target the target of a channel
	 * @return {@code true} if {@link #begin} may be called for it
	 */
	boolean supports(ChannelTarget target);

	/**
	 * Begins a channel with a builder for the {@linkplain ChannelTarget#uri() URI} of the
	 * target, with everything set that is the transport's own. It gets a name resolver,
	 * which builders for an address do not take.
	 * @param definition the channel to build
	 * @param attemptEnded to be run, by any thread, when an attempt of the channel to
	 * connect has failed and when a connection has ended, if the transport can tell
	 * @return a new builder
	 */
	Beginning begin(ChannelDefinition definition, Runnable attemptEnded);

	/**
	 * Whether several connections to one server can carry more calls than one.
	 * @return {@code true} unless there are no connections
	 */
	default boolean canBePooled() {
		return true;
	}

	/**
	 * What a transport contributes to one channel.
	 *
	 * @param builder a new builder
	 * @param explanation what puts into the status of a failed call why there was no
	 * connection; a status that it cannot explain stays as it is
	 */
	record Beginning(ManagedChannelBuilder<?> builder, UnaryOperator<Status> explanation) {

	}

}
