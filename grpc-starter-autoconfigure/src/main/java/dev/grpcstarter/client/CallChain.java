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
 * What calls over one channel go through. It is put together at the first call, so that a
 * stub can be injected before the interceptors of the application exist: into one of
 * them, say, that fetches a token, or into the configuration class that declares them. A
 * {@link ConnectionProbe} goes past it: it is no call of the application, and asks at a
 * time when the beans of the chain may not be able to serve one.
 */
final class CallChain implements ClientInterceptor {

	private final Supplier<List<ClientInterceptor>> interceptors;

	private volatile @Nullable Channel chain;

	/**
	 * A chain for one channel.
	 * @param interceptors gives the interceptors, outermost first
	 */
	CallChain(Supplier<List<ClientInterceptor>> interceptors) {
		this.interceptors = interceptors;
	}

	/**
	 * Puts the chain together once: in one channel {@code next} is always the same.
	 */
	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		if (ConnectionProbe.isProbe(method)) {
			return next.newCall(method, options);
		}
		Channel chain = this.chain;
		if (chain == null) {
			chain = ClientInterceptors.interceptForward(next, this.interceptors.get());
			this.chain = chain;
		}
		return chain.newCall(method, options);
	}

}
