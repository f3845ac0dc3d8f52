package dev.grpcstarter.config;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Finds the beans that carry an annotation, on their class or on their {@code @Bean}
 * method, in the order that {@code @Order}, {@code Ordered} or {@code @Priority} give
 * them.
 */
public final class AnnotatedBeans {

	private final DefaultListableBeanFactory beanFactory;

	/**
	 * Looks in one context and in none of its parents.
	 * @param beanFactory where to look
	 */
	public AnnotatedBeans(DefaultListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * The names of the beans with an annotation. No bean is created.
	 * @param annotation the annotation
	 * @param type the type that the annotation promises
	 * @return the names, first the one with the highest precedence
	 * @throws GrpcConfigurationException if an annotated bean is of another type
	 */
	public List<String> namesInOrder(Class<? extends Annotation> annotation, Class<?> type) {
		List<String> names = Arrays.stream(this.beanFactory.getBeanNamesForAnnotation(annotation))
			.filter((name) -> !ScopedProxyUtils.isScopedTarget(name))
			.toList();
		Problems problems = new Problems();
		names.stream()
			.filter((name) -> !this.beanFactory.isTypeMatch(name, type))
			.forEach((name) -> problems.add(notA(type, name, annotation)));
		problems.throwIfAny();
		return names.stream().sorted(Comparator.comparingInt(this::order)).toList();
	}

	/**
	 * The beans with an annotation, created if they were not yet.
	 * @param <T> the type that the annotation promises
	 * @param annotation the annotation
	 * @param type the type that the annotation promises
	 * @return the beans by their names, first the one with the highest precedence
	 * @throws GrpcConfigurationException if an annotated bean is of another type
	 */
	public <T> Map<String, T> inOrder(Class<? extends Annotation> annotation, Class<T> type) {
		Map<String, T> beans = new LinkedHashMap<>();
		namesInOrder(annotation, type).forEach((name) -> beans.put(name, this.beanFactory.getBean(name, type)));
		return beans;
	}

	private int order(String name) {
		return this.beanFactory.getOrder(name);
	}

	private Problem notA(Class<?> type, String name, Class<? extends Annotation> annotation) {
		Class<?> actual = this.beanFactory.getType(name);
		return Problem.ofBeans("the bean '%s' (%s) is annotated with @%s but is no %s".formatted(name,
				(actual != null) ? actual.getName() : "of unknown type", annotation.getSimpleName(), type.getName()),
				"Let the class of '%s' implement %s, or take @%s off it.".formatted(name, type.getName(),
						annotation.getSimpleName()));
	}

}
