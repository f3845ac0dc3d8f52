package dev.grpcstarter.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * The beans that a server or a client is made of: those of its own context and none of
 * its parents. A parent may have a server and a client itself, with a life of their own.
 *
 * @param beanFactory the factory of the context
 */
public record OwnBeans(DefaultListableBeanFactory beanFactory) {

	/**
	 * All beans of a type, created if they were not yet.
	 * @param <T> the type
	 * @param type the type
	 * @return the beans, first the one with the highest precedence
	 */
	public <T> List<T> inOrder(Class<T> type) {
		return names(type).map((name) -> this.beanFactory.getBean(name, type)).toList();
	}

	/**
	 * The same, for a bean that looks them up late and is to be destroyed before them.
	 * @param <T> the type
	 * @param type the type
	 * @param user the name of the bean that is made of them
	 * @return the beans, first the one with the highest precedence
	 */
	public <T> List<T> inOrder(Class<T> type, String user) {
		List<T> beans = inOrder(type);
		names(type).forEach((name) -> this.beanFactory.registerDependentBean(name, user));
		return beans;
	}

	private Stream<String> names(Class<?> type) {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(type))
			.sorted(Comparator.comparingInt(this.beanFactory::getOrder));
	}

	/**
	 * The one bean of a type.
	 * @param <T> the type
	 * @param type the type
	 * @return the bean, or {@code null} if there is none
	 */
	public <T> @Nullable T only(Class<T> type) {
		return (this.beanFactory.getBeanNamesForType(type).length > 0) ? this.beanFactory.getBean(type) : null;
	}

}
