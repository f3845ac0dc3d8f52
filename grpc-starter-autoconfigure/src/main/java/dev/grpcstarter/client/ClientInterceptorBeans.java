package dev.grpcstarter.client;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import dev.grpcstarter.call.InterceptorNames;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.config.AnnotatedBeans;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import io.grpc.ClientInterceptor;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * The interceptors of an application, by the names of their beans. Global ones are those
 * of the own context; by its name, one of a parent context may be asked for too. What is
 * said of their names is known from definitions alone: an interceptor may need a stub,
 * and a stub a channel.
 */
public final class ClientInterceptorBeans {

	private final DefaultListableBeanFactory beanFactory;

	private final String user;

	private final Supplier<List<String>> all;

	private final Supplier<List<String>> global;

	/**
	 * The interceptors of a context.
	 * @param beanFactory where they are
	 * @param user the name of the bean that is to be destroyed before them
	 */
	public ClientInterceptorBeans(DefaultListableBeanFactory beanFactory, String user) {
		this.beanFactory = beanFactory;
		this.user = user;
		this.all = SingletonSupplier.of(this::find);
		this.global = SingletonSupplier.of(() -> new AnnotatedBeans(beanFactory)
			.namesInOrder(GlobalClientInterceptor.class, ClientInterceptor.class));
	}

	private List<String> find() {
		return Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, ClientInterceptor.class, true,
					false))
			.filter((name) -> !ScopedProxyUtils.isScopedTarget(name))
			.toList();
	}

	/**
	 * The names that lists of interceptors may have.
	 * @return the names
	 */
	public InterceptorNames names() {
		return new InterceptorNames(Stage.ofClient(), all());
	}

	/**
	 * Those that every call goes through, unless a list says otherwise.
	 * @return the names, outermost first
	 * @throws GrpcConfigurationException if an annotated bean is no interceptor
	 */
	public List<String> global() {
		return this.global.get();
	}

	/**
	 * Those of the own context.
	 * @return the names
	 */
	public List<String> own() {
		return all().stream().filter(this.beanFactory::containsLocalBean).toList();
	}

	/**
	 * Whether there is an interceptor.
	 * @param name the name
	 * @return {@code true} if there is
	 */
	public boolean contains(String name) {
		return all().contains(name);
	}

	private List<String> all() {
		return this.all.get();
	}

	/**
	 * An interceptor, created if it was not yet.
	 * @param name the name
	 * @return the interceptor
	 * @throws GrpcConfigurationException if it cannot be had because of a call that is
	 * made too early
	 */
	public ClientInterceptor get(String name) {
		try {
			ClientInterceptor interceptor = this.beanFactory.getBean(name, ClientInterceptor.class);
			this.beanFactory.registerDependentBean(name, this.user);
			return interceptor;
		}
		catch (BeanCurrentlyInCreationException ex) {
			throw new GrpcConfigurationException(Problem.ofBeans(
					"a call was made over a gRPC channel while the bean '%s', which the interceptors need, was still being created"
						.formatted(ex.getBeanName()),
					"Let '%s' make its first call when it intercepts one, and not while it is created."
						.formatted(ex.getBeanName())),
					ex);
		}
	}

}
