package dev.grpcstarter.client.autoconfigure;

import java.util.Locale;

import dev.grpcstarter.client.ChannelName;
import dev.grpcstarter.client.UnknownChannelException;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that a channel is not configured, with the lines that would configure it.
 */
class UnknownChannelFailureAnalyzer extends AbstractFailureAnalyzer<UnknownChannelException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownChannelException cause) {
		String choice = cause.known().isEmpty() ? "Configure"
				: "Ask for one of the configured channels, %s, or configure".formatted(cause.known());
		return new FailureAnalysis("A gRPC channel is asked for that is not configured:\n\n    " + cause.getMessage(),
				choice + " " + configure(cause.channel()), cause);
	}

	private static String configure(ChannelName channel) {
		String name = kebabCase(channel.toString());
		if (!ChannelNames.isKebabCase(name)) {
			return "one with a name in kebab-case, such as order-service.";
		}
		String variable = "GRPC_CLIENT_CHANNELS_%s_TARGET".formatted(channel.uniform().toUpperCase(Locale.ROOT));
		return """
				'%s' (from the environment: %s):

				grpc:
				  client:
				    channels:
				      %s:
				        target: dns:///%s:9090
				""".formatted(name, variable, name, name);
	}

	private static String kebabCase(String name) {
		boolean camelCase = name.chars().anyMatch(Character::isLowerCase);
		return (camelCase) ? DataObjectPropertyName.toDashedForm(name) : name.toLowerCase(Locale.ROOT);
	}

}
