package dev.grpcstarter.client;

import java.util.function.UnaryOperator;

import io.grpc.InternalConfigSelector;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.NameResolver;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.NameResolver.ServiceConfigParser;

/**
 * Retries calls of a channel only if their methods are marked as idempotent, where that
 * is asked for. A service config cannot tell these methods from others, so the channel
 * gets two, and chooses one for each call as it does with xDS. Until the first addresses
 * are found it has the one without such retries.
 */
final class IdempotentRetries implements ResolutionDecorator {

	@Override
	public UnaryOperator<ResolutionResult> decorate(ChannelDefinition channel, NameResolver.Args args) {
		ServiceConfig config = new ServiceConfig(channel);
		if (!config.dependsOnMarks()) {
			return UnaryOperator.identity();
		}
		ServiceConfigParser parser = args.getServiceConfigParser();
		ConfigOrError marked = parser.parseServiceConfig(config.forMarkedMethods());
		ConfigOrError others = parser.parseServiceConfig(config.forAllMethods());
		InternalConfigSelector selector = new ByMark(value(marked), value(others));
		return (result) -> (isConfigured(result)) ? result
				: result.toBuilder()
					.setServiceConfig(marked)
					.setAttributes(result.getAttributes().toBuilder().set(InternalConfigSelector.KEY, selector).build())
					.build();
	}

	// a control plane has the last word, as it has for all other keys of a service config
	private static boolean isConfigured(ResolutionResult result) {
		return result.getServiceConfig() != null || result.getAttributes().get(InternalConfigSelector.KEY) != null;
	}

	private static Object value(ConfigOrError parsed) {
		Object config = parsed.getConfig();
		if (config == null) {
			throw new IllegalStateException(String.valueOf(parsed.getError()));
		}
		return config;
	}

	private static final class ByMark extends InternalConfigSelector {

		private final Result marked;

		private final Result others;

		ByMark(Object marked, Object others) {
			this.marked = Result.newBuilder().setConfig(marked).build();
			this.others = Result.newBuilder().setConfig(others).build();
		}

		@Override
		public Result selectConfig(PickSubchannelArgs call) {
			return call.getMethodDescriptor().isIdempotent() ? this.marked : this.others;
		}

	}

}
