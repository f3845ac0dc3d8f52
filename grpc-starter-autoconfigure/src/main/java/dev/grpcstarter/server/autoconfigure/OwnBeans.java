package dev.grpcstarter.server.autoconfigure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * The beans that a server is made of: those of its own context and none of its parents. A
 * parent may have a server itself, and one service of health cannot follow two lives.
 *
 * @param beanFactory the factory of the server's context
 */
record OwnBeans(DefaultListableBeanFactory beanFactory) {

	<T> List<T> inOrder(Class<T> type) {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(type))
			.sorted(Comparator.comparingInt(this.beanFactory::getOrder))
			.map((name) -> this.beanFactory.getBean(name, type))
			.toList();
	}

	<T> @Nullable T only(Class<T> type) {
		return (this.beanFactory.getBeanNamesForType(type).length > 0) ? this.beanFactory.getBean(type) : null;
	}

}
