package dev.grpcstarter.client;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds the bean of an application, often a mock, that takes the place of a stub. It
 * looks at bean definitions only and creates nothing.
 */
final class ReplacementBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Set<String> channels;

	ReplacementBeans(ConfigurableListableBeanFactory beanFactory, Set<String> channels) {
		this.beanFactory = beanFactory;
		this.channels = channels;
	}

	/**
	 * Looks first among the beans that are tied to the channel, and then, for stubs,
	 * among those that are tied to none. A channel says nothing of the service that is
	 * called over it, so for channels the type alone is no reason.
	 * @param type what is to be injected
	 * @param channel the name of the channel
	 * @return the name of the bean, or {@code null} if there is none
	 */
	@Nullable String find(Class<?> type, String channel) {
		List<String> candidates = Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false))
			.toList();
		List<String> tied = candidates.stream().filter((bean) -> isTied(bean, channel)).toList();
		if (!tied.isEmpty() || GrpcStubs.isChannel(type)) {
			return unique(type, tied);
		}
		return unique(type,
				candidates.stream()
					.filter((bean) -> this.beanFactory.isAutowireCandidate(bean, new Qualified()))
					.filter((bean) -> this.channels.stream().noneMatch((other) -> isTied(bean, other)))
					.toList());
	}

	private @Nullable String unique(Class<?> type, List<String> beans) {
		if (beans.size() < 2) {
			return beans.isEmpty() ? null : beans.get(0);
		}
		List<String> primary = beans.stream().filter(this::isPrimary).toList();
		if (primary.size() == 1) {
			return primary.get(0);
		}
		throw new NoUniqueBeanDefinitionException(type, beans);
	}

	private boolean isPrimary(String bean) {
		if (!this.beanFactory.containsBeanDefinition(bean)) {
			return false;
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(bean);
		return definition.isPrimary();
	}

	// asks the bean factory whether it would inject the bean where the channel's name is
	// asked for with one of the two qualifiers, so that all its rules hold
	private boolean isTied(String bean, String channel) {
		return this.beanFactory.isAutowireCandidate(bean, new Qualified(channel, GrpcClient.class))
				|| this.beanFactory.isAutowireCandidate(bean, new Qualified(channel, Qualifier.class));
	}

	/**
	 * A point of injection of any type, with one qualifier or none.
	 */
	private static final class Qualified extends DependencyDescriptor {

		private static final long serialVersionUID = 1L;

		private final transient Annotation[] qualifiers;

		Qualified() {
			super(anyParameter(), true);
			this.qualifiers = new Annotation[0];
		}

		Qualified(String name, Class<? extends Annotation> qualifier) {
			super(anyParameter(), true);
			this.qualifiers = new Annotation[] {
					AnnotationUtils.synthesizeAnnotation(Map.of("value", name), qualifier, null) };
		}

		private static MethodParameter anyParameter() {
			return new MethodParameter(ClassUtils.getMethod(Object.class, "equals", Object.class), 0);
		}

		@Override
		public Annotation[] getAnnotations() {
			return this.qualifiers;
		}

	}

}
