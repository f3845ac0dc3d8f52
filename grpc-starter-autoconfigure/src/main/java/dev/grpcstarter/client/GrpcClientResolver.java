package dev.grpcstarter.client;

import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.AutowireCandidateResolver;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Resolves points of injection that carry {@link GrpcClient}, and leaves all others to
 * the resolver that it stands around. Nothing of the client is created before the first
 * such point is reached, in the course of creating the bean that has it.
 */
final class GrpcClientResolver implements AutowireCandidateResolver {

	private static final Log logger = LogFactory.getLog(GrpcClientResolver.class);

	private final AutowireCandidateResolver delegate;

	private final DefaultListableBeanFactory beanFactory;

	GrpcClientResolver(AutowireCandidateResolver delegate, DefaultListableBeanFactory beanFactory) {
		this.delegate = delegate;
		this.beanFactory = beanFactory;
	}

	@Override
	public @Nullable Object getSuggestedValue(DependencyDescriptor descriptor) {
		GrpcClientPoint point = GrpcClientPoint.of(descriptor);
		return (point != null) ? resolve(point) : this.delegate.getSuggestedValue(descriptor);
	}

	private Object resolve(GrpcClientPoint point) {
		ChannelName channel = ChannelName.of(String.valueOf(this.beanFactory.resolveEmbeddedValue(point.channel())));
		GrpcStubs stubs = this.beanFactory.getBean(GrpcStubs.class);
		String replacement = new ReplacementBeans(this.beanFactory, stubs.channels().names()).find(point, channel);
		if (replacement != null) {
			logger.info("%s gets the bean '%s' in place of a stub".formatted(point, replacement));
			return this.beanFactory.getBean(replacement);
		}
		if (!stubs.supports(point.type())) {
			throw new GrpcConfigurationException(unsupportedType(point));
		}
		try {
			return stubs.create(point.type(), channel.toString());
		}
		catch (UnknownChannelException ex) {
			throw ex.at(point);
		}
	}

	private static Problem unsupportedType(GrpcClientPoint point) {
		return Problem.ofBeans("%s: %s is no generated stub and no channel".formatted(point, point.type().getName()),
				"Let it have the type of a generated stub such as InventoryGrpc.InventoryBlockingV2Stub, or of io.grpc.Channel.");
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
	 * with the first call. Nor could it have one, since generated stubs are final.
	 */
	@Override
	public @Nullable Object getLazyResolutionProxyIfNecessary(DependencyDescriptor descriptor,
			@Nullable String beanName) {
		return (GrpcClientPoint.of(descriptor) != null) ? null
				: this.delegate.getLazyResolutionProxyIfNecessary(descriptor, beanName);
	}

	@Override
	public @Nullable Class<?> getLazyResolutionProxyClass(DependencyDescriptor descriptor, @Nullable String beanName) {
		return (GrpcClientPoint.of(descriptor) != null) ? null
				: this.delegate.getLazyResolutionProxyClass(descriptor, beanName);
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
