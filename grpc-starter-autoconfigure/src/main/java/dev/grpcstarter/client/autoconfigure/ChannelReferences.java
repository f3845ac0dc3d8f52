package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.tls.ClientTls;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problems;

/**
 * Checks what the keys of channels refer to, where they are written.
 */
final class ChannelReferences {

	private final ClientTls tls;

	private final CredentialsBeans credentials;

	private final Problems problems = new Problems();

	ChannelReferences(ClientTls tls, CredentialsBeans credentials) {
		this.tls = tls;
		this.credentials = credentials;
	}

	/**
	 * Checks the defaults and all channels, and reports what is wrong together.
	 * @param properties the client's properties
	 * @throws GrpcConfigurationException if something is referred to that does not exist
	 * or cannot be used
	 */
	void check(GrpcClientProperties properties) {
		if (properties.defaults() != null) {
			check("grpc.client.defaults.", properties.defaults());
		}
		properties.channels().forEach((name, channel) -> check("grpc.client.channels." + name + ".", channel));
		this.problems.throwIfAny();
	}

	private void check(String prefix, ChannelProperties properties) {
		ChannelProperties.Ssl ssl = properties.sslOrNothing();
		String bundle = ChannelProperties.orNull(ssl.bundle());
		if (bundle != null && Boolean.TRUE.equals(ssl.wanted())) {
			try {
				this.tls.handshakes(bundle, prefix + "ssl.bundle");
			}
			catch (GrpcConfigurationException ex) {
				ex.problems().forEach(this.problems::add);
			}
		}
		String credentials = ChannelProperties.orNull(properties.credentials());
		if (credentials != null) {
			this.credentials.check(prefix + "credentials", credentials, this.problems);
		}
	}

}
