package dev.grpcstarter.client;

import java.util.List;
import java.util.function.Supplier;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the interceptors of the application in the chain of one channel until the
 * first call. So a stub can be injected before they exist: into one of them, say, that
 * fetches a token, or into the configuration class that declares them.
 */
final class ApplicationInterceptors implements ClientInterceptor {

	private final Supplier<List<ClientInterceptor>> interceptors;

	private volatile @Nullable Channel chain;

	ApplicationInterceptors(Supplier<List<ClientInterceptor>> interceptors) {
		this.interceptors = interceptors;
	}

	/**
	 * Puts the chain together once: in one channel {@code next} is always the same.
	 */
	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		Channel chain = this.chain;
		if (chain == null) {
			chain = ClientInterceptors.interceptForward(next, this.interceptors.get());
			this.chain = chain;
		}
		return chain.newCall(method, options);
	}

}
