package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.UnknownChannelException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that a channel is not configured, with the lines that would configure it.
 */
class UnknownChannelFailureAnalyzer extends AbstractFailureAnalyzer<UnknownChannelException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownChannelException cause) {
		String known = (cause.known().isEmpty()) ? "" : "Ask for one of the configured channels, %s, or configure"
			.formatted(cause.known().stream().sorted().toList());
		return new FailureAnalysis("A gRPC channel is asked for that is not configured:\n\n    " + cause.getMessage(),
				"""
						%s '%s':

						grpc:
						  client:
						    channels:
						      %s:
						        target: dns:///%s:9090
						""".formatted((known.isEmpty()) ? "Configure" : known, cause.channel(), cause.channel(),
						cause.channel()),
				cause);
	}

}
