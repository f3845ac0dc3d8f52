package dev.grpcstarter.server.error;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.grpcstarter.config.AnnotatedBeans;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Finds the handler methods of all advices and checks them. Not thread-safe.
 */
final class ExceptionHandlers {

	private final Problems problems = new Problems();

	private final Map<Class<?>, ExceptionHandlerMethod> found = new HashMap<>();

	private ExceptionHandlers() {
	}

	/**
	 * The methods of the beans with {@link GrpcAdvice}.
	 * @param beanFactory where to look
	 * @return the methods by the type of exception that they are for
	 * @throws GrpcConfigurationException if a method or an advice cannot be used
	 */
	static Map<Class<?>, ExceptionHandlerMethod> of(DefaultListableBeanFactory beanFactory) {
		ExceptionHandlers handlers = new ExceptionHandlers();
		new AnnotatedBeans(beanFactory).inOrder(GrpcAdvice.class, Object.class).forEach(handlers::add);
		handlers.problems.throwIfAny();
		return handlers.found;
	}

	private void add(String advice, Object bean) {
		Map<Method, GrpcExceptionHandler> methods = new TreeMap<>(Comparator.comparing(Method::toGenericString));
		methods.putAll(MethodIntrospector.selectMethods(AopUtils.getTargetClass(bean),
				(MethodIntrospector.MetadataLookup<GrpcExceptionHandler>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, GrpcExceptionHandler.class)));
		if (methods.isEmpty()) {
			this.problems.add(Problem.ofBeans(
					"the bean '%s' (%s) is annotated with @GrpcAdvice but has no method with @GrpcExceptionHandler"
						.formatted(advice, AopUtils.getTargetClass(bean).getName()),
					"Annotate a method of '%s' with @GrpcExceptionHandler, or take @GrpcAdvice off it."
						.formatted(advice)));
		}
		Map<Class<?>, String> own = new LinkedHashMap<>();
		methods.forEach((method, annotation) -> {
			HandlerSignature signature = new HandlerSignature(advice, method, annotation);
			Set<Class<?>> types = signature.check(this.problems);
			types.forEach((type) -> {
				String other = own.putIfAbsent(type, signature.toString());
				if (other != null) {
					this.problems.add(Problem.ofBeans(
							"the exception handlers %s and %s are both for %s, and only one of them could be asked"
								.formatted(other, signature, type.getName()),
							"Let one of %s and %s handle another type, or remove it.".formatted(other, signature)));
				}
			});
			ExceptionHandlerMethod handler = (!types.isEmpty()) ? signature.bind(bean, this.problems) : null;
			if (handler != null) {
				// the advice of the highest precedence came first
				types.forEach((type) -> this.found.putIfAbsent(type, handler));
			}
		});
	}

}
