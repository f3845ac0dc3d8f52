package dev.grpcstarter.client;

import java.util.function.UnaryOperator;

import io.grpc.NameResolver;

/**
 * Adds to what name resolvers find, before a channel sees it.
 */
@FunctionalInterface
public interface ResolutionDecorator {

	/**
	 * Prepares for a name resolver of a channel, which a channel makes anew whenever it
	 * has been idle.
	 * @param channel the channel
	 * @param args what the channel lends to its name resolver
	 * @return what changes the results of the name resolver, one after the other; those
	 * without addresses too
	 */
	UnaryOperator<NameResolver.ResolutionResult> decorate(ChannelDefinition channel, NameResolver.Args args);

}
