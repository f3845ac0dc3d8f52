package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.GrpcClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Explains why nothing is injected at {@link GrpcClient} where there is no client. Boot
 * would advise to define a bean.
 */
class NoClientFailureAnalyzer extends AbstractFailureAnalyzer<UnsatisfiedDependencyException> implements Ordered {

	private final Environment environment;

	NoClientFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnsatisfiedDependencyException cause) {
		InjectionPoint point = cause.getInjectionPoint();
		GrpcClient annotation = (point != null) ? point.getAnnotation(GrpcClient.class) : null;
		if (annotation == null || !isMissing(cause.getCause())) {
			return null;
		}
		boolean switchedOff = "false".equalsIgnoreCase(this.environment.getProperty("grpc.client.enabled"));
		return new FailureAnalysis(
				"The bean '%s' asks for @GrpcClient(\"%s\") at %s, and this application has no gRPC client."
					.formatted(cause.getBeanName(), annotation.value(), point),
				switchedOff ? "Remove grpc.client.enabled=false."
						: "Add the dependency dev.grpcstarter:grpc-starter-client, or replace the stub with a bean that has @Qualifier(\"%s\")."
							.formatted(annotation.value()),
				cause);
	}

	private static boolean isMissing(@Nullable Throwable failure) {
		return failure instanceof NoSuchBeanDefinitionException
				&& !(failure instanceof NoUniqueBeanDefinitionException);
	}

	/**
	 * Before Boot's analyzer of the same failure.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
