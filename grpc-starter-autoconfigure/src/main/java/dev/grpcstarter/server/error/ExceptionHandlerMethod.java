package dev.grpcstarter.server.error;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Objects;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/**
 * A method with {@link GrpcExceptionHandler}, ready to be called.
 */
final class ExceptionHandlerMethod {

	private static final MethodType CALL = MethodType.methodType(Object.class, Throwable.class, MethodDescriptor.class,
			Metadata.class);

	private final String name;

	private final MethodHandle handle;

	private ExceptionHandlerMethod(String name, MethodHandle handle) {
		this.name = name;
		this.handle = handle;
	}

	/**
	 * Resolves a method whose signature has been checked.
	 * @param name how the method is called in the log
	 * @param bean the advice, as other beans see it
	 * @param method the method
	 * @return the method, bound to the bean
	 * @throws IllegalAccessException if the module of the method is closed
	 */
	static ExceptionHandlerMethod of(String name, Object bean, Method method) throws IllegalAccessException {
		MethodHandle handle = MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup())
			.unreflect(method)
			.asFixedArity();
		if (!Modifier.isStatic(method.getModifiers())) {
			handle = handle.bindTo(bean);
		}
		MethodType type = handle.type().changeReturnType(Object.class);
		int[] order = new int[type.parameterCount()];
		for (int i = 0; i < order.length; i++) {
			order[i] = position(type.parameterType(i));
			type = type.changeParameterType(i, CALL.parameterType(order[i]));
		}
		return new ExceptionHandlerMethod(name, MethodHandles.permuteArguments(handle.asType(type), CALL, order));
	}

	private static int position(Class<?> parameter) {
		return (parameter == Metadata.class) ? 2 : (parameter == MethodDescriptor.class) ? 1 : 0;
	}

	/**
	 * Asks the application.
	 * @param ex the exception
	 * @param method the method that was called
	 * @param headers the metadata of the request
	 * @return the status, or the exception to take instead
	 * @throws Throwable whatever the method throws, or that it returned nothing useful
	 */
	Object invoke(Throwable ex, MethodDescriptor<?, ?> method, Metadata headers) throws Throwable {
		Object answer = Objects.requireNonNull((Object) this.handle.invokeExact(ex, method, headers),
				"an exception handler must not return null");
		if (answer instanceof Status status && status.isOk()) {
			throw new IllegalStateException("an exception handler must not return OK");
		}
		return answer;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
