package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.call.InterceptorList;
import dev.grpcstarter.call.InterceptorNames;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.client.ClientInterceptorBeans;
import dev.grpcstarter.client.tls.ClientTls;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.ClientInterceptor;

/**
 * Checks what the keys of channels refer to, where they are written.
 */
final class ChannelReferences {

	private final ClientTls tls;

	private final CredentialsBeans credentials;

	private final ClientInterceptorBeans interceptors;

	private final InterceptorNames names;

	private final Problems problems = new Problems();

	ChannelReferences(ClientTls tls, CredentialsBeans credentials, ClientInterceptorBeans interceptors) {
		this.tls = tls;
		this.credentials = credentials;
		this.interceptors = interceptors;
		this.names = interceptors.names();
	}

	/**
	 * Checks the defaults and all channels, and reports what is wrong together.
	 * @param properties the client's properties
	 * @throws GrpcConfigurationException if something is referred to that does not exist
	 * or cannot be used
	 */
	void check(GrpcClientProperties properties) {
		this.names.check(ClientInterceptor.class.getSimpleName(), this.problems);
		noting(this.interceptors::global);
		if (properties.defaults() != null) {
			check(ChannelMethodKeys.DEFAULTS, properties.defaults());
		}
		properties.channels().forEach((name, channel) -> check(ChannelMethodKeys.prefix(name), channel));
		this.problems.throwIfAny();
	}

	private void check(String prefix, ChannelProperties properties) {
		ChannelProperties.Ssl ssl = properties.sslOrNothing();
		String bundle = ChannelProperties.orNull(ssl.bundle());
		if (bundle != null && Boolean.TRUE.equals(ssl.wanted())) {
			noting(() -> this.tls.handshakes(bundle, prefix + "ssl.bundle"));
		}
		String credentials = ChannelProperties.orNull(properties.credentials());
		if (credentials != null) {
			this.credentials.check(prefix + "credentials", credentials, this.problems);
			onlyOne(prefix + "credentials", credentials);
		}
		interceptors(prefix, properties.ofAllMethods());
		properties.methodsOrNothing()
			.forEach((pattern, method) -> interceptors(prefix + "methods[" + pattern + "].", method));
	}

	private void onlyOne(String key, String credentials) {
		String stage = Stage.CREDENTIALS.text();
		if (this.interceptors.contains(stage)) {
			this.problems.add(Problem.ofKey(key,
					"the ClientInterceptor bean '%s' has the place of the stage that would send the credentials '%s'"
						.formatted(stage, credentials),
					"Remove %s, or give the bean '%s' another name.".formatted(key, stage)));
		}
	}

	private void interceptors(String prefix, MethodProperties method) {
		if (method.interceptors() != null) {
			this.names.check(prefix + "interceptors", new InterceptorList(method.interceptors()), this.problems);
		}
	}

	private void noting(Runnable check) {
		try {
			check.run();
		}
		catch (GrpcConfigurationException ex) {
			ex.problems().forEach(this.problems::add);
		}
	}

}
