package dev.grpcstarter.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.grpcstarter.client.ReplacementBeans.Replacement;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import io.grpc.stub.AbstractStub;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.AutowireCandidateResolver;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.util.StringUtils;

/**
 * Resolves points of injection that carry {@link GrpcClient} or ask for a stub whose
 * service a channel lists, and leaves all others to the resolver that it stands around.
 * Nothing of the client is created before the first such point is reached, in the course
 * of creating the bean that has it.
 */
final class GrpcClientResolver implements AutowireCandidateResolver {

	private static final Log logger = LogFactory.getLog(GrpcClientResolver.class);

	private final AutowireCandidateResolver delegate;

	private final DefaultListableBeanFactory beanFactory;

	private final Set<GrpcClientPoint> replaced = ConcurrentHashMap.newKeySet();

	GrpcClientResolver(AutowireCandidateResolver delegate, DefaultListableBeanFactory beanFactory) {
		this.delegate = delegate;
		this.beanFactory = beanFactory;
	}

	@Override
	public @Nullable Object getSuggestedValue(DependencyDescriptor descriptor) {
		GrpcClientPoint point = GrpcClientPoint.of(descriptor);
		if (point != null) {
			return inject(point, replacement(point));
		}
		Object value = this.delegate.getSuggestedValue(descriptor);
		return (value != null) ? value : resolvePlain(descriptor);
	}

	/**
	 * Among several beans that could stand for the stub, Spring knows better which one is
	 * meant here.
	 * @param descriptor any point of injection that carries nothing
	 * @return what to inject, or {@code null} to leave it to Spring
	 */
	private @Nullable Object resolvePlain(DependencyDescriptor descriptor) {
		GrpcClientPoint point = plainPoint(descriptor);
		if (point == null) {
			return null;
		}
		Replacement replacement;
		try {
			replacement = replacement(point);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			return null;
		}
		return inject(point, replacement);
	}

	private @Nullable Replacement replacement(GrpcClientPoint point) {
		return new ReplacementBeans(this.beanFactory, stubs(point)).find(point, channel(point));
	}

	private Object inject(GrpcClientPoint point, @Nullable Replacement replacement) {
		if (replacement != null) {
			if (this.replaced.add(point)) {
				logger.info("%s gets the bean '%s' in place of a stub".formatted(point, replacement.name()));
			}
			return replacement.get();
		}
		try {
			return stub(point);
		}
		catch (UnknownChannelException ex) {
			throw ex.at(point);
		}
		catch (BeansException ex) {
			throw explained(ex, point);
		}
	}

	private Object stub(GrpcClientPoint point) {
		GrpcStubs stubs = stubs(point);
		if (!stubs.supports(point.type())) {
			throw new GrpcConfigurationException(unsupportedType(point));
		}
		return stubs.create(point.type(), channel(point).toString());
	}

	// asked for every point of the application: most are no stubs, and end here
	private @Nullable GrpcClientPoint plainPoint(DependencyDescriptor descriptor) {
		Class<?> type = descriptor.getDependencyType();
		if (!AbstractStub.class.isAssignableFrom(type) || this.delegate.hasQualifier(descriptor)) {
			return null;
		}
		ChannelName channel = stubs(descriptor).listedChannel(type);
		return (channel != null) ? GrpcClientPoint.plain(descriptor, channel) : null;
	}

	private boolean isStub(DependencyDescriptor descriptor) {
		return GrpcClientPoint.of(descriptor) != null || plainPoint(descriptor) != null;
	}

	private GrpcStubs stubs(Object point) {
		try {
			return this.beanFactory.getBean(GrpcStubs.class);
		}
		catch (BeansException ex) {
			throw explained(ex, point);
		}
	}

	private static RuntimeException explained(BeansException ex, Object point) {
		boolean cycle = ex.contains(BeanCurrentlyInCreationException.class)
				&& !ex.contains(GrpcConfigurationException.class);
		return (cycle) ? new GrpcConfigurationException(neededByChannels(point), ex) : ex;
	}

	private ChannelName channel(GrpcClientPoint point) {
		String name;
		try {
			name = this.beanFactory.resolveEmbeddedValue(point.channel());
		}
		catch (IllegalArgumentException ex) {
			throw new GrpcConfigurationException(
					Problem.ofBeans("%s: %s".formatted(point, ex.getMessage()),
							"Set that property, or give the placeholder a default such as ${shop.channel:inventory}."),
					ex);
		}
		if (!StringUtils.hasText(name)) {
			throw new GrpcConfigurationException(Problem.ofBeans("%s names no channel".formatted(point),
					"Write the name of a channel, as under grpc.client.channels, such as @GrpcClient(\"inventory\")."));
		}
		return ChannelName.of(name);
	}

	private static Problem unsupportedType(GrpcClientPoint point) {
		return Problem.ofBeans("%s: %s is no generated stub and no channel".formatted(point, point.type().getName()),
				"Let it have the type of a generated stub such as InventoryGrpc.InventoryBlockingV2Stub, or of io.grpc.Channel.");
	}

	private static Problem neededByChannels(Object point) {
		return Problem.ofBeans(
				"%s cannot be resolved yet: every gRPC channel is made with the help of the bean that asks for it, or of one that needs that bean (a ChannelBuilderCustomizer, ChannelTransport, NameResolverProvider, ClientTelemetry or StubFactory)"
					.formatted(point),
				"Take an ObjectProvider there, and get the stub from it at first use.");
	}

	@Override
	public boolean isAutowireCandidate(BeanDefinitionHolder holder, DependencyDescriptor descriptor) {
		return this.delegate.isAutowireCandidate(holder, descriptor);
	}

	@Override
	public boolean isRequired(DependencyDescriptor descriptor) {
		return this.delegate.isRequired(descriptor);
	}

	@Override
	public boolean hasQualifier(DependencyDescriptor descriptor) {
		return this.delegate.hasQualifier(descriptor);
	}

	@Override
	public @Nullable String getSuggestedName(DependencyDescriptor descriptor) {
		return this.delegate.getSuggestedName(descriptor);
	}

	/**
	 * A stub needs no proxy to be lazy: it is cheap to make, and its channel connects
	 * with the first call. Nor could it have one, since generated stubs are final. This
	 * is the only method that is told who asks: a bean with a stub is destroyed before
	 * the channels, so that it may call until then.
	 */
	@Override
	public @Nullable Object getLazyResolutionProxyIfNecessary(DependencyDescriptor descriptor,
			@Nullable String beanName) {
		if (!isStub(descriptor)) {
			return this.delegate.getLazyResolutionProxyIfNecessary(descriptor, beanName);
		}
		if (beanName != null) {
			for (String channels : this.beanFactory.getBeanNamesForType(GrpcChannels.class, true, false)) {
				this.beanFactory.registerDependentBean(channels, beanName);
			}
		}
		return null;
	}

	/**
	 * Asked at build time, when the channels are not known: by the type alone.
	 */
	@Override
	public @Nullable Class<?> getLazyResolutionProxyClass(DependencyDescriptor descriptor, @Nullable String beanName) {
		boolean stub = GrpcClientPoint.of(descriptor) != null
				|| AbstractStub.class.isAssignableFrom(descriptor.getDependencyType());
		return (stub) ? null : this.delegate.getLazyResolutionProxyClass(descriptor, beanName);
	}

	/**
	 * A copy belongs to another bean factory, which installs a resolver of its own if it
	 * has a client.
	 */
	@Override
	public AutowireCandidateResolver cloneIfNecessary() {
		return this.delegate.cloneIfNecessary();
	}

}
