package dev.grpcstarter.client;

import java.util.function.Function;

import dev.grpcstarter.call.MethodTable;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
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

	private final Function<Channel, MethodTable<Channel>> chains;

	private volatile @Nullable MethodTable<Channel> byMethod;

	/**
	 * A chain for one channel.
	 * @param chains puts what calls of methods go through around the channel
	 */
	CallChain(Function<Channel, MethodTable<Channel>> chains) {
		this.chains = chains;
	}

	/**
	 * Puts the chains together once: in one channel {@code next} is always the same.
	 */
	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		if (ConnectionProbe.isProbe(method)) {
			return next.newCall(method, options);
		}
		MethodTable<Channel> byMethod = this.byMethod;
		if (byMethod == null) {
			byMethod = this.chains.apply(next);
			this.byMethod = byMethod;
		}
		return byMethod.get(method).newCall(method, options);
	}

}
