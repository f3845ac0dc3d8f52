package dev.grpcstarter.client.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import dev.grpcstarter.client.GlobalClientInterceptor;
import dev.grpcstarter.config.AnnotatedBeans;
import io.grpc.ClientInterceptor;

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
		this.interceptors = SingletonSupplier
			.of(() -> new AnnotatedBeans(beanFactory).inOrder(GlobalClientInterceptor.class, ClientInterceptor.class));
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
