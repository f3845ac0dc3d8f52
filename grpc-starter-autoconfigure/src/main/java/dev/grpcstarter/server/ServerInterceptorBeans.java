package dev.grpcstarter.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.grpcstarter.call.InterceptorNames;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.config.AnnotatedBeans;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * The interceptors of an application, by the names of their beans. Global ones are those
 * of the own context; by its name, one of a parent context may be asked for too.
 */
final class ServerInterceptorBeans {

	private final DefaultListableBeanFactory beanFactory;

	private final List<String> all;

	ServerInterceptorBeans(DefaultListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.all = Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, ServerInterceptor.class))
			.filter((name) -> !ScopedProxyUtils.isScopedTarget(name))
			.toList();
	}

	InterceptorNames names() {
		return new InterceptorNames(Stage.ofServer(), this.all);
	}

	/**
	 * Those that every method of the application has.
	 * @return the names, outermost first
	 */
	List<String> global() {
		return new AnnotatedBeans(this.beanFactory).namesInOrder(GlobalServerInterceptor.class,
				ServerInterceptor.class);
	}

	/**
	 * Those of the own context. What a parent context has, its own server may use.
	 * @return the names
	 */
	List<String> own() {
		return this.all.stream().filter(this.beanFactory::containsLocalBean).toList();
	}

	List<String> all() {
		return this.all;
	}

	ServerInterceptor get(String name) {
		return this.beanFactory.getBean(name, ServerInterceptor.class);
	}

	/**
	 * Those that a service has for itself.
	 * @param bean the name of the service bean
	 * @param annotation what it asks for, or {@code null} if it asks for nothing
	 * @param problems takes what cannot be found, and what would run twice
	 * @return the names, outermost first
	 */
	List<String> ofService(String bean, @Nullable GrpcService annotation, Problems problems) {
		if (annotation == null) {
			return List.of();
		}
		List<String> asked = new ArrayList<>();
		for (Class<? extends ServerInterceptor> type : annotation.interceptors()) {
			byType(bean, type, problems).ifPresent(asked::add);
		}
		for (String name : annotation.interceptorNames()) {
			byName(bean, name, problems).ifPresent(asked::add);
		}
		Set<String> everywhere = new HashSet<>(global());
		Stage.ofServer().stream().filter(Stage::isOpen).map(Stage::text).forEach(everywhere::add);
		Set<String> own = new LinkedHashSet<>();
		for (String name : asked) {
			if (everywhere.contains(name) || !own.add(name)) {
				problems.add(twice(bean, name, everywhere.contains(name)));
			}
		}
		return List.copyOf(own);
	}

	private static Problem twice(String bean, String interceptor, boolean everywhere) {
		return Problem.ofBeans(
				"the service bean '%s' asks for the interceptor '%s', which %s and would run twice".formatted(bean,
						interceptor, (everywhere) ? "is a global one" : "it has named before"),
				(everywhere) ? "Take @GlobalServerInterceptor off '%s', or do not name it in @GrpcService."
					.formatted(interceptor) : "Name '%s' once in @GrpcService.".formatted(interceptor));
	}

	private Optional<String> byType(String bean, Class<? extends ServerInterceptor> type, Problems problems) {
		String[] names = this.beanFactory.getBeanNamesForType(type);
		if (names.length == 1) {
			return Optional.of(names[0]);
		}
		problems.add(Problem.ofBeans(
				"the service bean '%s' asks for an interceptor of type %s, and there are %s beans of it: %s"
					.formatted(bean, type.getName(), names.length, List.of(names)),
				"Declare exactly one bean of type %s, or name the one to use in @GrpcService(interceptorNames = ...)."
					.formatted(type.getName())));
		return Optional.empty();
	}

	private Optional<String> byName(String bean, String name, Problems problems) {
		if (this.all.contains(name)) {
			return Optional.of(name);
		}
		problems.add(Problem.ofBeans(
				"the service bean '%s' asks for the interceptor '%s', which is no bean of type %s".formatted(bean, name,
						ServerInterceptor.class.getName()),
				"Write one of the interceptor beans in its place: %s.".formatted(this.all)));
		return Optional.empty();
	}

}
