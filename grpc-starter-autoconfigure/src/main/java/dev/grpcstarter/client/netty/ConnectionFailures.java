package dev.grpcstarter.client.netty;

import java.io.IOException;
import java.util.function.UnaryOperator;

import dev.grpcstarter.client.ChannelDefinition;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Says in the status of a call why there was no connection. gRPC says "io exception"
 * there, and leaves the rest to the cause, which is seldom printed.
 */
final class ConnectionFailures implements UnaryOperator<Status> {

	private final ChannelDefinition channel;

	private final ConnectionEvents events;

	ConnectionFailures(ChannelDefinition channel, ConnectionEvents events) {
		this.channel = channel;
		this.events = events;
	}

	@Override
	public Status apply(Status status) {
		String explanation = switch (status.getCode()) {
			case UNAVAILABLE -> (isOtherProtocol(status, "Network closed")) ? otherProtocol() : unavailable(status);
			case INTERNAL -> (isOtherProtocol(status, "http2 exception")) ? otherProtocol() : null;
			default -> null;
		};
		return (explanation != null) ? status.withDescription(explanation) : status;
	}

	private @Nullable String unavailable(Status status) {
		TlsFailure tls = TlsFailure.in(status.getCause());
		if (tls != null) {
			return tls.explain(this.channel);
		}
		if (status.getCause() instanceof IOException ex && startsWith(status, "io exception")) {
			// the outermost names the address, of which a target may have several
			String failure = "the connection to '%s' failed: %s".formatted(this.channel.target(), ex.getMessage());
			return (isOtherProtocol(status, "") && failure.contains("reset")) ? failure + ". " + otherProtocol()
					: failure;
		}
		return null;
	}

	private boolean isOtherProtocol(Status status, String words) {
		return !this.channel.usesTls() && !this.events.hasConnected() && startsWith(status, words);
	}

	private String otherProtocol() {
		String failure = "'%s' does not answer HTTP/2 in plaintext".formatted(this.channel.target());
		return (this.channel.target().isLocal()) ? failure
				: "%s. If it speaks TLS, set %s=true or ssl.bundle".formatted(failure, this.channel.key("ssl.enabled"));
	}

	private static boolean startsWith(Status status, String words) {
		return status.getDescription() != null && status.getDescription().startsWith(words);
	}

}
