package dev.grpcstarter.client;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Finds the bean of an application, often a mock, that takes the place of a stub. It
 * looks at bean definitions only and creates nothing.
 */
final class ReplacementBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Set<ChannelName> channels;

	ReplacementBeans(ConfigurableListableBeanFactory beanFactory, Set<ChannelName> channels) {
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
	@Nullable String find(Class<?> type, ChannelName channel) {
		List<String> candidates = Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false))
			.filter(this::isCandidate)
			.toList();
		List<String> tied = candidates.stream().filter((bean) -> isTied(bean, channel)).toList();
		if (!tied.isEmpty() || GrpcStubs.isChannel(type)) {
			return unique(type, tied);
		}
		return unique(type, candidates.stream().filter(this::isFree).toList());
	}

	// a bean that is just being made of the stub, to decorate it, does not replace it
	private boolean isCandidate(String bean) {
		return !this.beanFactory.isCurrentlyInCreation(bean) && is(bean, BeanDefinition::isAutowireCandidate, true);
	}

	/**
	 * Whether a bean stands for a channel: its qualifier says so or, where it has none,
	 * its name.
	 * @param bean the bean
	 * @param channel the channel
	 * @return {@code true} if it does
	 */
	private boolean isTied(String bean, ChannelName channel) {
		String qualifier = qualifier(bean);
		return (qualifier != null) ? ChannelName.of(qualifier).equals(channel) : names(bean).anyMatch(channel::equals);
	}

	private boolean isFree(String bean) {
		return qualifier(bean) == null && names(bean).noneMatch(this.channels::contains);
	}

	private Stream<ChannelName> names(String bean) {
		return Stream.concat(Stream.of(bean), Arrays.stream(this.beanFactory.getAliases(bean))).map(ChannelName::of);
	}

	private @Nullable String qualifier(String bean) {
		String value = value(bean, GrpcClient.class);
		if (value == null) {
			value = value(bean, Qualifier.class);
		}
		return (value != null) ? this.beanFactory.resolveEmbeddedValue(value) : null;
	}

	private @Nullable String value(String bean, Class<? extends Annotation> qualifier) {
		Annotation annotation = null;
		if (definition(bean) instanceof RootBeanDefinition root) {
			// the field of a test that declares a mock
			AnnotatedElement field = root.getQualifiedElement();
			annotation = (field != null) ? AnnotatedElementUtils.findMergedAnnotation(field, qualifier) : null;
		}
		if (annotation == null) {
			annotation = this.beanFactory.findAnnotationOnBean(bean, qualifier, false);
		}
		return (annotation != null) ? (String) AnnotationUtils.getValue(annotation) : null;
	}

	private @Nullable String unique(Class<?> type, List<String> beans) {
		if (beans.size() < 2) {
			return beans.isEmpty() ? null : beans.get(0);
		}
		List<String> primary = beans.stream().filter((bean) -> is(bean, BeanDefinition::isPrimary, false)).toList();
		if (primary.size() == 1) {
			return primary.get(0);
		}
		List<String> regular = beans.stream().filter((bean) -> !is(bean, BeanDefinition::isFallback, false)).toList();
		if (regular.size() == 1) {
			return regular.get(0);
		}
		throw new NoUniqueBeanDefinitionException(type, beans);
	}

	private boolean is(String bean, Predicate<BeanDefinition> property, boolean withoutDefinition) {
		BeanDefinition definition = definition(bean);
		return (definition != null) ? property.test(definition) : withoutDefinition;
	}

	// a singleton that was registered as an object has none
	private @Nullable BeanDefinition definition(String bean) {
		try {
			return this.beanFactory.getMergedBeanDefinition(bean);
		}
		catch (NoSuchBeanDefinitionException ex) {
			return null;
		}
	}

}
