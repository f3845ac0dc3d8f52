package dev.grpcstarter.client;

import java.util.List;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What calls over one channel go through. A {@link ConnectionProbe} does not: it is no
 * call of the application, and asks at a time when the beans of the chain may not be able
 * to serve one.
 */
final class CallChain implements ClientInterceptor {

	private final List<ClientInterceptor> interceptors;

	private volatile @Nullable Channel chain;

	/**
	 * A chain for one channel.
	 * @param interceptors the interceptors, outermost first
	 */
	CallChain(List<ClientInterceptor> interceptors) {
		this.interceptors = List.copyOf(interceptors);
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
			chain = ClientInterceptors.interceptForward(next, this.interceptors);
			this.chain = chain;
		}
		return chain.newCall(method, options);
	}

}
