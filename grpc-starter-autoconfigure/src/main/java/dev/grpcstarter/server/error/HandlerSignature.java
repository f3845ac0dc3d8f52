package dev.grpcstarter.server.error;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * What is written in the source of an exception handler.
 *
 * @param advice the name of the bean
 * @param method the method of the bean's own class
 * @param annotation the annotation of the method
 */
record HandlerSignature(String advice, Method method, GrpcExceptionHandler annotation) {

	/**
	 * Notes what is wrong with the signature.
	 * @param problems where to note it
	 * @return the types to handle, empty if the signature cannot be used
	 */
	Set<Class<?>> check(Problems problems) {
		List<Class<?>> parameters = List.of(this.method.getParameterTypes());
		List<Class<?>> exceptions = parameters.stream().filter(Throwable.class::isAssignableFrom).toList();
		boolean others = parameters.stream()
			.filter((type) -> !exceptions.contains(type))
			.allMatch((type) -> type == MethodDescriptor.class || type == Metadata.class);
		if (exceptions.size() != 1 || !others || Set.copyOf(parameters).size() != parameters.size()) {
			return wrong(problems, "takes (%s)".formatted(names(parameters)),
					"Let %s take one exception and, where it wants them, one io.grpc.MethodDescriptor and one io.grpc.Metadata.");
		}
		Class<?> returned = this.method.getReturnType();
		if (returned != Status.class && !Throwable.class.isAssignableFrom(returned)
				&& !returned.getName().equals(RichFailure.TYPE)) {
			return wrong(problems, "returns %s, which is no status".formatted(returned.getName()),
					"Let %s return an io.grpc.Status, a com.google.rpc.Status or an exception.");
		}
		Set<Class<?>> types = new LinkedHashSet<>(List.of(this.annotation.value()));
		if (types.isEmpty()) {
			types.add(exceptions.get(0));
		}
		for (Class<?> type : types) {
			if (!exceptions.get(0).isAssignableFrom(type)) {
				return wrong(problems, "is for %s but takes %s".formatted(type.getName(), exceptions.get(0).getName()),
						"Let %s take a supertype of all exceptions that it is for.");
			}
			if (Causes.CARRIERS.contains(type)) {
				return wrong(problems, "is for %s, which is never handled itself".formatted(type.getName()),
						"Let %s handle the exceptions that are within it.");
			}
		}
		return types;
	}

	private Set<Class<?>> wrong(Problems problems, String what, String action) {
		problems.add(Problem.ofBeans("the exception handler %s %s".formatted(this, what), action.formatted(this)));
		return Set.of();
	}

	/**
	 * Resolves the method in such a way that the aspects of the bean are not lost.
	 * @param bean the advice, as other beans see it
	 * @param problems where to note that a proxy hides the method
	 * @return the method, or {@code null} if it cannot be called
	 */
	@Nullable ExceptionHandlerMethod bind(Object bean, Problems problems) {
		try {
			return ExceptionHandlerMethod.of(toString(), bean, invocable(bean));
		}
		catch (IllegalStateException ex) {
			wrong(problems, "cannot be called through the proxy of its bean (%s)".formatted(ex.getMessage()),
					"Let %s be neither private nor final and, where the proxy is one of interfaces, a method of one of them.");
		}
		catch (IllegalAccessException ex) {
			wrong(problems, "cannot be called: " + ex.getMessage(), "Open the package of %s.");
		}
		return null;
	}

	private Method invocable(Object bean) {
		if (AopUtils.isCglibProxy(bean) && Modifier.isFinal(this.method.getModifiers())) {
			throw new IllegalStateException("it is final");
		}
		return AopUtils.selectInvocableMethod(this.method, bean.getClass());
	}

	private static String names(List<Class<?>> types) {
		return types.stream().map(ClassUtils::getQualifiedName).collect(Collectors.joining(", "));
	}

	@Override
	public String toString() {
		return "%s.%s(%s)".formatted(this.advice, this.method.getName(),
				Arrays.stream(this.method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ")));
	}

}
