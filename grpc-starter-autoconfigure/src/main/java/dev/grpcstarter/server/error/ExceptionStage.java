package dev.grpcstarter.server.error;

import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.server.ServerStage;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Gives every call that fails by an exception a status, and logs the exception once. It
 * stands outside the application's interceptors, so that it sees what they throw as well
 * as what handlers throw, in any of a call's callbacks, and what is handed to
 * {@code onError}. It is the transport's only source of the status, so metrics and
 * clients see the same one. Thread-safe.
 */
public final class ExceptionStage implements ServerStage {

	private final CallFailures failures;

	private ExceptionStage(CallFailures failures) {
		this.failures = failures;
	}

	/**
	 * A stage that asks the beans with {@link GrpcAdvice} first.
	 * @param beanFactory where the advices are; they are created
	 * @return the stage
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if an advice cannot be
	 * used
	 */
	public static ExceptionStage of(DefaultListableBeanFactory beanFactory) {
		return new ExceptionStage(new CallFailures(new StatusMapping(ExceptionHandlers.of(beanFactory)),
				new TrailersLimit(beanFactory.getBeanClassLoader())));
	}

	@Override
	public Stage stage() {
		return Stage.EXCEPTIONS;
	}

	@Override
	public <Q, R> ServerCallHandler<Q, R> around(MethodDescriptor<Q, R> method, MethodPolicy policy,
			ServerCallHandler<Q, R> next) {
		return new GuardedMethod<>(this.failures, next);
	}

}
