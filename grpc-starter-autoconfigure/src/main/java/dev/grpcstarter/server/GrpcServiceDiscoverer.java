package dev.grpcstarter.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.BindableService;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Finds the service beans of an application and binds them.
 */
final class GrpcServiceDiscoverer {

	private static final Log logger = LogFactory.getLog(GrpcServiceDiscoverer.class);

	private final DefaultListableBeanFactory beanFactory;

	private final boolean requireAnnotation;

	private final ServerInterceptorBeans interceptors;

	GrpcServiceDiscoverer(DefaultListableBeanFactory beanFactory, boolean requireAnnotation,
			ServerInterceptorBeans interceptors) {
		this.beanFactory = beanFactory;
		this.requireAnnotation = requireAnnotation;
		this.interceptors = interceptors;
	}

	/**
	 * Creates the service beans, where that has not happened yet, and binds them.
	 * @param problems takes annotated beans that are no service, services of one name,
	 * and interceptors that cannot be found
	 * @return the bound services, without what goes around their handlers
	 */
	List<BoundService> discover(Problems problems) {
		annotatedButNoService(problems);
		Map<String, String> beanByService = new LinkedHashMap<>();
		List<BoundService> services = new ArrayList<>();
		for (String bean : serviceBeans()) {
			BoundService service = BoundService.of(this.beanFactory.getBean(bean, BindableService.class),
					this.interceptors.ofService(bean, annotation(bean), problems), problems);
			String other = beanByService.putIfAbsent(service.name(), bean);
			if (other != null) {
				problems.add(twoOfOneName(service.name(), other, bean));
			}
			services.add(service);
		}
		if (services.isEmpty()) {
			logger
				.warn("This application has no gRPC service. Annotate a bean that extends a generated *ImplBase class "
						+ "with @GrpcService, or set grpc.server.enabled=false.");
		}
		return services;
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

}
