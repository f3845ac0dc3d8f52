package dev.grpcstarter.client.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import dev.grpcstarter.client.GeneratedStubFactory;
import dev.grpcstarter.client.GrpcClientInjection;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.AbstractStub;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Explains that a stub is asked for by its type alone, and that no channel lists its
 * service. Boot would advise to define a bean.
 */
class PlainStubFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> implements Ordered {

	private static final String CHANNELS = "grpc.client.channels";

	private final BeanFactory beanFactory;

	private final Binder binder;

	PlainStubFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.binder = Binder.get(environment);
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		ResolvableType missing = cause.getResolvableType();
		Class<?> type = (missing != null) ? missing.resolve() : null;
		if (type == null || !AbstractStub.class.isAssignableFrom(type) || cause.getNumberOfBeansFound() > 0
				|| !hasClient()) {
			return null;
		}
		ServiceDescriptor service = new GeneratedStubFactory().service(type);
		Set<String> channels = channels();
		if (service == null || channels.stream().anyMatch((channel) -> lists(channel, service.getName()))) {
			return null;
		}
		return new FailureAnalysis(
				description(rootFailure, "%s, a stub of %s,".formatted(type.getName(), service.getName())),
				action(service.getName(), channels), cause);
	}

	private boolean hasClient() {
		return this.beanFactory instanceof ListableBeanFactory beans
				&& beans.getBeanNamesForType(GrpcClientInjection.class, true, false).length > 0;
	}

	private static String description(Throwable failure, String stub) {
		String asks = "A bean asks for " + stub;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BeanCreationException creation && creation.getBeanName() != null) {
				asks = "The bean '%s' asks for %s".formatted(creation.getBeanName(), stub);
			}
			if (cause instanceof UnsatisfiedDependencyException unsatisfied
					&& unsatisfied.getInjectionPoint() != null) {
				asks += " at %s,".formatted(unsatisfied.getInjectionPoint());
			}
		}
		return asks + " and does not say over which channel it calls.";
	}

	private static String action(String service, Set<String> channels) {
		String dashed = DataObjectPropertyName.toDashedForm(service.substring(service.lastIndexOf('.') + 1));
		String name = (ChannelNames.isKebabCase(dashed)) ? dashed : "my-channel";
		boolean exists = channels.contains(name);
		String choice = (channels.isEmpty()) ? "Let a channel list the service"
				: "Name one of the configured channels, %s, there with @GrpcClient(\"%s\"), or let a channel list the service"
					.formatted(channels, (exists) ? name : channels.iterator().next());
		return """
				%s, so that all its stubs are injected by their type:

				grpc:
				  client:
				    channels:
				      %s:
				%s        services: [%s]
				""".formatted(choice, name, (exists) ? "" : "        target: dns:///%s:9090\n".formatted(name),
				service);
	}

	private Set<String> channels() {
		return new TreeSet<>(
				this.binder.bind(CHANNELS, Bindable.mapOf(String.class, Object.class)).orElseGet(Map::of).keySet());
	}

	private boolean lists(String channel, String service) {
		return this.binder.bind(CHANNELS + "." + channel + ".services", Bindable.listOf(String.class))
			.orElseGet(List::of)
			.contains(service);
	}

	/**
	 * Before Boot's analyzer of the same failure.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
