package dev.grpcstarter.client;

import java.util.function.Supplier;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Gives a channel's credentials to calls that bring none. They are looked for at the
 * first call, so that they may need a stub of another channel.
 */
final class DefaultCredentials implements ClientInterceptor {

	private final Supplier<CallCredentials> lookup;

	private volatile @Nullable CallCredentials credentials;

	DefaultCredentials(Supplier<CallCredentials> lookup) {
		this.lookup = lookup;
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		return next.newCall(method,
				(options.getCredentials() == null) ? options.withCallCredentials(credentials()) : options);
	}

	private CallCredentials credentials() {
		CallCredentials credentials = this.credentials;
		if (credentials == null) {
			credentials = this.lookup.get();
			this.credentials = credentials;
		}
		return credentials;
	}

}
