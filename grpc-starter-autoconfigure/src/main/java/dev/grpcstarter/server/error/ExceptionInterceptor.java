package dev.grpcstarter.server.error;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Gives every call that fails by an exception a status, and logs the exception once. It
 * stands outside the application's interceptors, so that it sees what they throw as well
 * as what handlers throw, in any of a call's callbacks, and what is handed to
 * {@code onError}. It is the transport's only source of the status, so metrics and
 * clients see the same one. Thread-safe.
 */
public final class ExceptionInterceptor implements ServerInterceptor {

	/**
	 * Its name in a chain of interceptors.
	 */
	public static final String NAME = "exceptions";

	private final CallFailures failures;

	private ExceptionInterceptor(CallFailures failures) {
		this.failures = failures;
	}

	/**
	 * An interceptor that asks the beans with {@link GrpcAdvice} first.
	 * @param beanFactory where the advices are; they are created
	 * @return the interceptor
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if an advice cannot be
	 * used
	 */
	public static ExceptionInterceptor of(DefaultListableBeanFactory beanFactory) {
		return new ExceptionInterceptor(new CallFailures(new StatusMapping(ExceptionHandlers.of(beanFactory)),
				new TrailersLimit(beanFactory.getBeanClassLoader())));
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		GuardedCall<Q, R> guarded = new GuardedCall<>(call, headers, this.failures);
		ServerCall.Listener<Q> listener;
		try {
			listener = next.startCall(guarded, headers);
			if (listener == null) {
				throw new NullPointerException("an interceptor or handler has returned no listener");
			}
		}
		catch (Throwable ex) {
			guarded.fail(ex);
			listener = new ServerCall.Listener<>() {
			};
		}
		return new GuardedListener<>(listener, guarded);
	}

}
