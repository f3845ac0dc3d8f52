package dev.grpcstarter.client;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds the bean of an application, often a mock, that takes the place of a stub. It
 * looks at bean definitions only and creates nothing.
 */
final class ReplacementBeans {

	private static final List<Class<? extends Annotation>> QUALIFIERS = Stream
		.<Class<? extends Annotation>>of(GrpcClient.class, Qualifier.class, named())
		.filter(Objects::nonNull)
		.toList();

	private final ConfigurableListableBeanFactory beanFactory;

	private final GrpcStubs stubs;

	ReplacementBeans(ConfigurableListableBeanFactory beanFactory, GrpcStubs stubs) {
		this.beanFactory = beanFactory;
		this.stubs = stubs;
	}

	/**
	 * Looks first among the beans that are tied to the channel, and then, for stubs,
	 * among those that are tied to none, and then in the parent context. A channel says
	 * nothing of the service that is called over it, so for channels the type alone is no
	 * reason.
	 * @param point what is to be injected, and where
	 * @param channel the name of the channel
	 * @return the bean, or {@code null} if there is none
	 */
	@Nullable Replacement find(GrpcClientPoint point, ChannelName channel) {
		String own = findHere(point, channel);
		if (own != null) {
			return new Replacement(own, this.beanFactory);
		}
		return (this.beanFactory.getParentBeanFactory() instanceof ConfigurableListableBeanFactory parent)
				? new ReplacementBeans(parent, this.stubs).find(point, channel) : null;
	}

	private @Nullable String findHere(GrpcClientPoint point, ChannelName channel) {
		List<String> candidates = Arrays.stream(this.beanFactory.getBeanNamesForType(point.type(), true, false))
			.filter((bean) -> is(bean, BeanDefinition::isAutowireCandidate, true))
			.filter((bean) -> !point.member().equals(factoryMethod(bean)))
			.toList();
		List<String> tied = candidates.stream().filter((bean) -> isTied(bean, channel)).toList();
		if (!tied.isEmpty() || GrpcStubs.isChannel(point.type())) {
			return unique(point.type(), tied);
		}
		return unique(point.type(), candidates.stream().filter(this::isFree).toList());
	}

	private boolean isTied(String bean, ChannelName channel) {
		ChannelName named = namedChannel(bean);
		return (named != null) ? named.equals(channel) : names(bean).anyMatch(channel::equals);
	}

	private boolean isFree(String bean) {
		return namedChannel(bean) == null && names(bean).noneMatch(this.stubs.channels().names()::contains);
	}

	private Stream<ChannelName> names(String bean) {
		return Stream.concat(Stream.of(bean), Arrays.stream(this.beanFactory.getAliases(bean))).map(ChannelName::of);
	}

	/**
	 * The channel that a bean names: with a qualifier or, if it is made from the
	 * channel's stub, on the parameter that takes it.
	 * @param bean the name of the bean
	 * @return the channel, or {@code null} if the bean names none
	 */
	private @Nullable ChannelName namedChannel(String bean) {
		String name = QUALIFIERS.stream()
			.map((qualifier) -> qualifier(bean, qualifier))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseGet(() -> decorated(bean));
		return (name != null) ? ChannelName.of(String.valueOf(this.beanFactory.resolveEmbeddedValue(name))) : null;
	}

	private @Nullable String qualifier(String bean, Class<? extends Annotation> qualifier) {
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

	private @Nullable String decorated(String bean) {
		Method method = factoryMethod(bean);
		if (method == null) {
			return null;
		}
		return Arrays.stream(method.getParameters())
			.map(this::channel)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private @Nullable String channel(Parameter parameter) {
		String named = GrpcClientPoint.channel(parameter.getAnnotations());
		return (named != null) ? named : Objects.toString(this.stubs.listedChannel(parameter.getType()), null);
	}

	private @Nullable Method factoryMethod(String bean) {
		return (definition(bean) instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
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

	@SuppressWarnings("unchecked")
	private static @Nullable Class<? extends Annotation> named() {
		String name = "jakarta.inject.Named";
		ClassLoader classLoader = ReplacementBeans.class.getClassLoader();
		return (ClassUtils.isPresent(name, classLoader))
				? (Class<? extends Annotation>) ClassUtils.resolveClassName(name, classLoader) : null;
	}

	// a singleton that was registered as an object has none
	private @Nullable BeanDefinition definition(String bean) {
		return (this.beanFactory.containsBeanDefinition(bean)) ? this.beanFactory.getMergedBeanDefinition(bean) : null;
	}

	/**
	 * A bean that takes the place of a stub.
	 *
	 * @param name the name of the bean
	 * @param beanFactory where it is defined
	 */
	record Replacement(String name, BeanFactory beanFactory) {

		Object get() {
			return this.beanFactory.getBean(this.name);
		}

	}

}
