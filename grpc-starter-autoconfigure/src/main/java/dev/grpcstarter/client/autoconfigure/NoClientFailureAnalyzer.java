package dev.grpcstarter.client.autoconfigure;

import java.lang.annotation.Annotation;
import java.util.stream.Stream;

import dev.grpcstarter.client.GrpcClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
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
		UnsatisfiedDependencyException innermost = innermost(cause);
		InjectionPoint point = innermost.getInjectionPoint();
		String channel = (point != null && isMissing(innermost.getCause())) ? channel(point) : null;
		if (channel == null) {
			return null;
		}
		boolean enabled = this.environment.getProperty("grpc.client.enabled", Boolean.class, true);
		return new FailureAnalysis(
				"The bean '%s' asks for @GrpcClient(\"%s\") at %s, and this application has no gRPC client."
					.formatted(innermost.getBeanName(), channel, point),
				(enabled)
						? "Add the dependency dev.grpcstarter:grpc-starter-client, or replace the stub with a bean that has @Qualifier(\"%s\")."
							.formatted(channel)
						: "Remove grpc.client.enabled=false.",
				cause);
	}

	private static UnsatisfiedDependencyException innermost(UnsatisfiedDependencyException outermost) {
		UnsatisfiedDependencyException innermost = outermost;
		for (Throwable cause = outermost.getCause(); cause != null; cause = cause.getCause()) {
			if (cause instanceof UnsatisfiedDependencyException unsatisfied) {
				innermost = unsatisfied;
			}
		}
		return innermost;
	}

	private static @Nullable String channel(InjectionPoint point) {
		MethodParameter parameter = point.getMethodParameter();
		Annotation[] ofMethod = (parameter != null) ? parameter.getMethodAnnotations() : new Annotation[0];
		return Stream.of(point.getAnnotations(), ofMethod)
			.map((annotations) -> MergedAnnotations.from(annotations).get(GrpcClient.class))
			.filter(MergedAnnotation::isPresent)
			.map((annotation) -> annotation.getString(MergedAnnotation.VALUE))
			.findFirst()
			.orElse(null);
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
