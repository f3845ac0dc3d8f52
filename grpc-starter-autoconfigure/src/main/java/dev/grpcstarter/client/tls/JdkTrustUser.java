package dev.grpcstarter.client.tls;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.tls.BundleUser;
import dev.grpcstarter.tls.PresentedChain;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * A client that has no bundle, and trusts what the JDK trusts.
 *
 * @param key the property that asks for TLS
 */
record JdkTrustUser(String key) implements BundleUser {

	@Override
	public String name() {
		return "gRPC client";
	}

	@Override
	public String label(String name) {
		return "the TLS of the JDK";
	}

	@Override
	public @Nullable Problem objection(String name, SslBundle bundle, @Nullable PresentedChain shown) {
		return null;
	}

	@Override
	public Problem unusable(String name, String what) {
		return Problem.ofKey(key(), what,
				"Correct the system properties javax.net.ssl.trustStore and those that belong to it, or set ssl.bundle next to %s."
					.formatted(key()));
	}

}
