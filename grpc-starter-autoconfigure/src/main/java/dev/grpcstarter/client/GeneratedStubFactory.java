package dev.grpcstarter.client;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Objects;

import io.grpc.Channel;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.AbstractStub;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Makes the stubs that {@code protoc-gen-grpc-java} generates, of whatever kind: each is
 * nested in the class of its service, which has one static method that makes it from a
 * channel.
 */
public final class GeneratedStubFactory implements StubFactory {

	@Override
	public boolean supports(Class<?> stubType) {
		return AbstractStub.class.isAssignableFrom(stubType) && factoryMethod(stubType) != null;
	}

	@Override
	public Object create(Class<?> stubType, Channel channel) {
		Method method = Objects.requireNonNull(factoryMethod(stubType), "unsupported type");
		return Objects.requireNonNull(ReflectionUtils.invokeMethod(method, null, channel));
	}

	@Override
	public @Nullable ServiceDescriptor service(Class<?> stubType) {
		Method method = ClassUtils.getMethodIfAvailable(stubType.getDeclaringClass(), "getServiceDescriptor");
		return (method != null) ? (ServiceDescriptor) ReflectionUtils.invokeMethod(method, null) : null;
	}

	private static @Nullable Method factoryMethod(Class<?> stubType) {
		Class<?> generated = stubType.getDeclaringClass();
		if (generated == null) {
			return null;
		}
		for (Method method : generated.getMethods()) {
			if (Modifier.isStatic(method.getModifiers()) && method.getReturnType() == stubType
					&& method.getParameterCount() == 1 && method.getParameterTypes()[0] == Channel.class) {
				return method;
			}
		}
		return null;
	}

}
