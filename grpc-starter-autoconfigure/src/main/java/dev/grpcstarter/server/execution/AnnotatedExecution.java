package dev.grpcstarter.server.execution;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Reads {@link GrpcExecution} from service classes.
 */
public final class AnnotatedExecution {

	private AnnotatedExecution() {
	}

	/**
	 * What the annotations of a class say.
	 * @param type the class of a service, behind all proxies
	 * @param service the service
	 * @param problems takes annotations on methods that handle no call
	 * @return the kinds of thread by the full names of methods
	 */
	public static Map<String, Execution> of(Class<?> type, ServiceDescriptor service, Problems problems) {
		Class<?> user = ClassUtils.getUserClass(type);
		Map<String, Execution> found = new HashMap<>();
		GrpcExecution ofClass = AnnotatedElementUtils.findMergedAnnotation(user, GrpcExecution.class);
		if (ofClass != null) {
			service.getMethods().forEach((method) -> found.put(method.getFullMethodName(), ofClass.value()));
		}
		MethodIntrospector
			.selectMethods(user,
					(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, GrpcExecution.class))
			.forEach((method, annotation) -> handled(service, method).ifPresentOrElse(
					(handled) -> found.put(handled.getFullMethodName(), annotation.value()),
					() -> problems.add(handlesNothing(service, method))));
		return found;
	}

	// generated code starts names in lower case and drops underscores
	private static Optional<MethodDescriptor<?, ?>> handled(ServiceDescriptor service, Method method) {
		return service.getMethods()
			.stream()
			.filter((candidate) -> method.getName()
				.equalsIgnoreCase(String.valueOf(candidate.getBareMethodName()).replace("_", "")))
			.findFirst();
	}

	private static Problem handlesNothing(ServiceDescriptor service, Method method) {
		String name = "%s.%s".formatted(method.getDeclaringClass().getName(), method.getName());
		return Problem.ofBeans(
				"%s is annotated with @GrpcExecution but handles no method of %s".formatted(name, service.getName()),
				"Move @GrpcExecution from %s to a method that the generated code of %s declares.".formatted(name,
						service.getName()));
	}

}
