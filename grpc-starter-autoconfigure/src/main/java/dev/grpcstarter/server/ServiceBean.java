package dev.grpcstarter.server;

import java.lang.reflect.Method;
import java.util.Objects;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Binds a service bean in such a way that its aspects are not lost. When
 * {@code bindService()} is called on a proxy, it may run on the object behind the proxy
 * and bind that: calls would then miss {@code @Transactional} and every other aspect.
 * Generated code has a static {@code bindService(AsyncService)} beside it, which binds
 * exactly the object that it is given.
 */
final class ServiceBean {

	private ServiceBean() {
	}

	static ServerServiceDefinition bind(BindableService bean) {
		if (AopUtils.isAopProxy(bean)) {
			for (Class<?> type : ClassUtils.getAllInterfacesForClass(bean.getClass())) {
				Method bindService = generatedBindService(type);
				if (bindService != null) {
					Object definition = ReflectionUtils.invokeMethod(bindService, null, bean);
					return (ServerServiceDefinition) Objects.requireNonNull(definition);
				}
			}
		}
		return bean.bindService();
	}

	private static @Nullable Method generatedBindService(Class<?> type) {
		Class<?> generated = type.getDeclaringClass();
		return (generated != null && generated.getSimpleName().endsWith("Grpc"))
				? ClassUtils.getMethodIfAvailable(generated, "bindService", type) : null;
	}

}
