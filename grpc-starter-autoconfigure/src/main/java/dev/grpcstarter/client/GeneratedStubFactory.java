package dev.grpcstarter.client;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.AbstractStub;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Makes the stubs that generators write, known by their shape. Those of
 * {@code protoc-gen-grpc-java}, Reactor and RxJava are nested in a class that has one
 * static method which makes them from a channel; the coroutine stubs of Kotlin have a
 * public constructor.
 */
public final class GeneratedStubFactory implements StubFactory {

	private static final String KOTLIN_STUB_FOR = "io.grpc.kotlin.StubFor";

	private final Map<Class<?>, Optional<Executable>> makers = new ConcurrentHashMap<>();

	@Override
	public boolean supports(Class<?> stubType) {
		return AbstractStub.class.isAssignableFrom(stubType) && maker(stubType).isPresent();
	}

	@Override
	public Object create(Class<?> stubType, Channel channel) {
		Executable maker = maker(stubType).orElseThrow();
		if (maker instanceof Constructor<?> constructor) {
			return (constructor.getParameterCount() == 1) ? BeanUtils.instantiateClass(constructor, channel)
					: BeanUtils.instantiateClass(constructor, channel, CallOptions.DEFAULT);
		}
		return Objects.requireNonNull(ReflectionUtils.invokeMethod((Method) maker, null, channel));
	}

	/**
	 * The service of the class in which the stub is nested, of the class that a coroutine
	 * stub names, or of the stub to which it hands its calls.
	 */
	@Override
	public @Nullable ServiceDescriptor service(Class<?> stubType) {
		MergedAnnotation<?> stubFor = MergedAnnotations.from(stubType).get(KOTLIN_STUB_FOR);
		Stream<@Nullable Class<?>> generated = Stream.of(stubType.getDeclaringClass(),
				stubFor.isPresent() ? stubFor.getClass(MergedAnnotation.VALUE) : null);
		Stream<@Nullable Class<?>> delegates = Arrays.stream(stubType.getDeclaredFields())
			.map(Field::getType)
			.filter(AbstractStub.class::isAssignableFrom)
			.map(Class::getDeclaringClass);
		return Stream.concat(generated, delegates)
			.map(GeneratedStubFactory::descriptor)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private static @Nullable ServiceDescriptor descriptor(@Nullable Class<?> generated) {
		Method method = (generated != null) ? ClassUtils.getMethodIfAvailable(generated, "getServiceDescriptor") : null;
		if (method == null || !Modifier.isStatic(method.getModifiers())) {
			return null;
		}
		return (ServiceDescriptor) ReflectionUtils.invokeMethod(method, null);
	}

	private Optional<Executable> maker(Class<?> stubType) {
		return this.makers.computeIfAbsent(stubType, (type) -> Optional.ofNullable(find(type)));
	}

	private static @Nullable Executable find(Class<?> stubType) {
		return Stream.ofNullable(stubType.getDeclaringClass())
			.flatMap((generated) -> Arrays.stream(generated.getMethods()))
			.filter((method) -> makes(stubType, method))
			.<Executable>map(Function.identity())
			.findFirst()
			.orElseGet(() -> constructor(stubType));
	}

	private static @Nullable Constructor<?> constructor(Class<?> stubType) {
		if (Modifier.isAbstract(stubType.getModifiers())) {
			return null;
		}
		Constructor<?> plain = ClassUtils.getConstructorIfAvailable(stubType, Channel.class);
		return (plain != null) ? plain
				: ClassUtils.getConstructorIfAvailable(stubType, Channel.class, CallOptions.class);
	}

	private static boolean makes(Class<?> stubType, Method method) {
		return Modifier.isStatic(method.getModifiers()) && method.getReturnType() == stubType
				&& method.getParameterCount() == 1 && method.getParameterTypes()[0] == Channel.class;
	}

}
