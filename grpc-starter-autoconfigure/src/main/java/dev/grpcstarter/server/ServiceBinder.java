package dev.grpcstarter.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.grpcstarter.call.Deadlines;
import dev.grpcstarter.call.InterceptorChain;
import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.PolicyKeys;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.config.Findings;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problems;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Binds the services of an application, and those that the starter adds: this is where it
 * is decided, once, what the calls of each method go through.
 */
public final class ServiceBinder {

	private final ServerInterceptorBeans interceptors;

	private final GrpcServiceDiscoverer discoverer;

	private final List<ServerStage> stages;

	private final MethodKeys<PolicyKeys> keys;

	private final @Nullable ReplyCompression compression;

	private final Findings findings;

	/**
	 * Binds services.
	 * @param beanFactory where services and interceptors are
	 * @param requireAnnotation whether a service bean must carry {@link GrpcService} to
	 * be served
	 * @param stages what stages do
	 * @param keys what the properties say of methods
	 * @param compression what compresses the replies of the application's services, or
	 * {@code null} for nothing
	 * @param findings where to note what is risky
	 */
	public ServiceBinder(DefaultListableBeanFactory beanFactory, boolean requireAnnotation, List<ServerStage> stages,
			MethodKeys<PolicyKeys> keys, @Nullable ReplyCompression compression, Findings findings) {
		this.interceptors = new ServerInterceptorBeans(beanFactory);
		this.discoverer = new GrpcServiceDiscoverer(beanFactory, requireAnnotation, this.interceptors);
		this.stages = List.copyOf(stages);
		this.keys = keys;
		this.compression = compression;
		this.findings = findings;
	}

	/**
	 * Creates the service beans, where that has not happened yet, and binds them. A
	 * built-in service gives way to one of the application that has the same name, and to
	 * a built-in one that comes before it. What is wrong is reported together.
	 * @param builtIn the services that the starter would add
	 * @param references notes what else refers to beans that are not there
	 * @return the services to serve
	 * @throws GrpcConfigurationException if an annotated bean is no service, if two
	 * services have one name, or if something is referred to that does not exist
	 */
	public GrpcServices bind(Collection<BuiltInService> builtIn, Consumer<Problems> references) {
		Problems problems = new Problems();
		List<BoundService> own = this.discoverer.discover(problems);
		Set<String> taken = new HashSet<>(own.stream().map(BoundService::name).toList());
		List<BuiltInService> served = new ArrayList<>();
		List<BoundService> added = new ArrayList<>();
		for (BuiltInService candidate : builtIn) {
			BoundService service = BoundService.of(candidate.service(), List.of(), problems);
			if (taken.add(service.name())) {
				added.add(service);
				served.add(candidate);
			}
		}
		PolicyReferences policies = new PolicyReferences(this.keys, methods(own), methods(added), problems);
		policies.patterns();
		policies.interceptors(this.interceptors.names());
		references.accept(problems);
		problems.throwIfAny();
		return chain(own, added, served);
	}

	private GrpcServices chain(List<BoundService> own, List<BoundService> added, List<BuiltInService> served) {
		ServerChains chains = new ServerChains(this.stages, this.interceptors);
		List<BoundService> services = new ArrayList<>();
		List<String> global = this.interceptors.global();
		for (BoundService service : own) {
			InterceptorChain defaults = InterceptorChain.of(Stage.ofServer(),
					Stream.concat(global.stream(), service.interceptors().stream()).toList());
			services.add(service.with((bare) -> chains.around(bare, false,
					(method) -> MethodPolicy.of(MethodPattern.ofMethod(method), this.keys, Duration.ZERO, defaults)))
				.with(this::compressed));
		}
		ChainFindings risks = new ChainFindings(this.keys, this.findings);
		risks.takenOut(chains.served(), this.interceptors.all());
		risks.withoutDeadline(chains.served());
		if (!own.isEmpty()) {
			risks.unused(chains.served(), this.interceptors.own());
		}
		MethodPolicy fixed = new MethodPolicy(InterceptorChain.fixed(Stage.ofServer()), Deadlines.NONE, Map.of());
		for (BoundService service : added) {
			services.add(service.with((bare) -> chains.around(bare, true, (method) -> fixed)));
		}
		return new GrpcServices(services, served, chains.served());
	}

	// before anything else, because whatever answers a call may send the headers
	private ServerServiceDefinition compressed(ServerServiceDefinition service) {
		return (this.compression != null) ? ServerInterceptors.interceptForward(service, this.compression) : service;
	}

	private static Set<String> methods(List<BoundService> services) {
		Set<String> methods = new LinkedHashSet<>();
		for (BoundService service : services) {
			service.definition()
				.getMethods()
				.forEach((method) -> methods.add(method.getMethodDescriptor().getFullMethodName()));
		}
		return methods;
	}

}
