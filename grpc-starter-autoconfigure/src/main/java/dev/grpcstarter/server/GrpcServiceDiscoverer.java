package dev.grpcstarter.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.grpcstarter.config.AnnotatedBeans;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Finds the service beans of an application and binds each with its chain of
 * interceptors.
 */
public final class GrpcServiceDiscoverer {

	private static final Log logger = LogFactory.getLog(GrpcServiceDiscoverer.class);

	private final DefaultListableBeanFactory beanFactory;

	private final boolean requireAnnotation;

	private final List<BuiltInInterceptor> builtIn;

	/**
	 * Looks for services among the beans of one context.
	 * @param beanFactory where to look
	 * @param requireAnnotation whether a {@link BindableService} must carry
	 * {@link GrpcService} to be served
	 * @param builtIn what goes around the application's interceptors, outermost first
	 */
	public GrpcServiceDiscoverer(DefaultListableBeanFactory beanFactory, boolean requireAnnotation,
			List<BuiltInInterceptor> builtIn) {
		this.beanFactory = beanFactory;
		this.requireAnnotation = requireAnnotation;
		this.builtIn = List.copyOf(builtIn);
	}

	/**
	 * Creates the service beans, where that has not happened yet, and binds them.
	 * @return the bound services, their names unique
	 * @throws GrpcConfigurationException if an annotated bean is no service, if two
	 * services have one name, or if an interceptor cannot be found
	 */
	public List<BoundService> discover() {
		Problems problems = new Problems();
		annotatedButNoService(problems);
		Map<String, ServerInterceptor> global = new AnnotatedBeans(this.beanFactory)
			.inOrder(GlobalServerInterceptor.class, ServerInterceptor.class);
		Map<String, String> beanByService = new LinkedHashMap<>();
		List<BoundService> services = new ArrayList<>();
		for (String bean : serviceBeans()) {
			BoundService service = BoundService.of(this.beanFactory.getBean(bean, BindableService.class), problems);
			String other = beanByService.putIfAbsent(service.name(), bean);
			if (other != null) {
				problems.add(twoOfOneName(service.name(), other, bean));
			}
			Map<String, ServerInterceptor> chain = new LinkedHashMap<>(global);
			for (String own : ownInterceptors(bean, problems)) {
				if (chain.put(own, this.beanFactory.getBean(own, ServerInterceptor.class)) != null) {
					problems.add(twice(bean, own, global.containsKey(own)));
				}
			}
			services
				.add(service.with((bare) -> ServerInterceptors.interceptForward(bare, withBuiltIn(chain.values()))));
		}
		problems.throwIfAny();
		if (services.isEmpty()) {
			logger
				.warn("This application has no gRPC service. Annotate a bean that extends a generated *ImplBase class "
						+ "with @GrpcService, or set grpc.server.enabled=false.");
		}
		return services;
	}

	private List<ServerInterceptor> withBuiltIn(Collection<ServerInterceptor> chain) {
		List<ServerInterceptor> all = new ArrayList<>();
		this.builtIn.forEach((outer) -> all.add(outer.interceptor()));
		all.addAll(chain);
		return all;
	}

	private List<String> serviceBeans() {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(BindableService.class))
			.filter((bean) -> !ScopedProxyUtils.isScopedTarget(bean))
			.filter((bean) -> !this.requireAnnotation || annotation(bean) != null)
			.toList();
	}

	private @Nullable GrpcService annotation(String bean) {
		return this.beanFactory.findAnnotationOnBean(bean, GrpcService.class);
	}

	private void annotatedButNoService(Problems problems) {
		for (String bean : this.beanFactory.getBeanNamesForAnnotation(GrpcService.class)) {
			if (!this.beanFactory.isTypeMatch(bean, BindableService.class)) {
				Class<?> type = this.beanFactory.getType(bean);
				problems.add(Problem.ofBeans(
						"the bean '%s'%s is annotated with @GrpcService but is no io.grpc.BindableService"
							.formatted(bean, (type != null) ? " (" + type.getName() + ")" : ""),
						"Let the class of '%s' extend the *ImplBase class that was generated for its service, or take @GrpcService off it."
							.formatted(bean)));
			}
		}
	}

	private static Problem twoOfOneName(String service, String one, String other) {
		return Problem.ofBeans(
				"the beans '%s' and '%s' both serve %s, and only one of them could be reached".formatted(one, other,
						service),
				"Remove one of '%s' and '%s', or set grpc.server.services.require-annotation=true and annotate only the one to be served with @GrpcService."
					.formatted(one, other));
	}

	private static Problem twice(String bean, String interceptor, boolean global) {
		return Problem.ofBeans(
				"the service bean '%s' asks for the interceptor '%s', which %s and would run twice".formatted(bean,
						interceptor, (global) ? "is a global one" : "it has named before"),
				(global) ? "Take @GlobalServerInterceptor off '%s', or do not name it in @GrpcService."
					.formatted(interceptor) : "Name '%s' once in @GrpcService.".formatted(interceptor));
	}

	private List<String> ownInterceptors(String bean, Problems problems) {
		GrpcService annotation = annotation(bean);
		if (annotation == null) {
			return List.of();
		}
		List<String> found = new ArrayList<>();
		for (Class<? extends ServerInterceptor> type : annotation.interceptors()) {
			String[] names = this.beanFactory.getBeanNamesForType(type);
			if (names.length == 1) {
				found.add(names[0]);
			}
			else {
				problems.add(Problem.ofBeans(
						"the service bean '%s' asks for an interceptor of type %s, and there are %s beans of it: %s"
							.formatted(bean, type.getName(), names.length, List.of(names)),
						"Declare exactly one bean of type %s, or name the one to use in @GrpcService(interceptorNames = ...)."
							.formatted(type.getName())));
			}
		}
		for (String name : annotation.interceptorNames()) {
			if (this.beanFactory.containsBean(name) && this.beanFactory.isTypeMatch(name, ServerInterceptor.class)) {
				found.add(name);
			}
			else {
				problems.add(Problem.ofBeans(
						"the service bean '%s' asks for the interceptor '%s', which is no bean of type %s"
							.formatted(bean, name, ServerInterceptor.class.getName()),
						"Write one of the interceptor beans in its place: %s."
							.formatted(List.of(this.beanFactory.getBeanNamesForType(ServerInterceptor.class)))));
			}
		}
		return found;
	}

}
