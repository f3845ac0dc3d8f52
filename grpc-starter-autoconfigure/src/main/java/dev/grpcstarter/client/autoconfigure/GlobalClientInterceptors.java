package dev.grpcstarter.client.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.grpcstarter.client.GlobalClientInterceptor;
import dev.grpcstarter.config.AnnotatedBeans;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import io.grpc.ClientInterceptor;

import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * The interceptors for all channels, looked for at the first call or, at the latest, when
 * all other beans exist: what is wrong with them stops the start.
 */
class GlobalClientInterceptors implements Supplier<List<ClientInterceptor>>, SmartInitializingSingleton {

	private final SingletonSupplier<List<ClientInterceptor>> interceptors;

	GlobalClientInterceptors(DefaultListableBeanFactory beanFactory) {
		this.interceptors = SingletonSupplier.of(() -> find(beanFactory));
	}

	private static List<ClientInterceptor> find(DefaultListableBeanFactory beanFactory) {
		try {
			Map<String, ClientInterceptor> found = new AnnotatedBeans(beanFactory)
				.inOrder(GlobalClientInterceptor.class, ClientInterceptor.class);
			found.keySet()
				.forEach((name) -> beanFactory.registerDependentBean(name, GrpcClientAutoConfiguration.CHANNELS));
			return List.copyOf(found.values());
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

	@Override
	public List<ClientInterceptor> get() {
		return this.interceptors.obtain();
	}

	@Override
	public void afterSingletonsInstantiated() {
		get();
	}

}
