package dev.grpcstarter.server.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;

import dev.grpcstarter.config.Findings;
import dev.grpcstarter.config.OwnBeans;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.BuiltInService;
import dev.grpcstarter.server.DeadlineStage;
import dev.grpcstarter.server.GrpcServerFactory;
import dev.grpcstarter.server.GrpcServerLifecycle;
import dev.grpcstarter.server.GrpcServerStartedEvent;
import dev.grpcstarter.server.GrpcServices;
import dev.grpcstarter.server.GrpcTransport;
import dev.grpcstarter.server.InProcessTransport;
import dev.grpcstarter.server.ListenAddress;
import dev.grpcstarter.server.ReplyCompression;
import dev.grpcstarter.server.ServerBuilderCustomizer;
import dev.grpcstarter.server.ServerStage;
import dev.grpcstarter.server.ServerTelemetry;
import dev.grpcstarter.server.ServiceBinder;
import dev.grpcstarter.server.context.ContextStage;
import dev.grpcstarter.server.execution.CallExecutors;
import dev.grpcstarter.server.execution.ExecutionStage;
import dev.grpcstarter.server.execution.MethodExecutors;
import dev.grpcstarter.server.netty.TcpTransport;
import dev.grpcstarter.server.netty.UnixSocketTransport;
import dev.grpcstarter.server.tls.ServerTls;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the gRPC server: finds the services, binds them, and runs a
 * server for each transport. A server is made of the beans of its own context: what a
 * parent context serves, customizes and measures is the parent's alone.
 */
@AutoConfiguration(after = GrpcConfigurationAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "grpc.server.enabled", matchIfMissing = true)
@EnableConfigurationProperties(GrpcServerProperties.class)
public final class GrpcServerAutoConfiguration {

	@Bean
	ServerSettings grpcServerSettings(GrpcServerProperties properties, Environment environment) {
		return ServerSettings.of(properties, environment);
	}

	@Bean
	CallExecutors grpcServerExecutors(ServerSettings settings, BeanFactory beanFactory) {
		return new CallExecutors(settings.execution().pool(), (name) -> beanFactory.getBean(name, Executor.class),
				settings.execution().detectBlocking());
	}

	@Bean
	ContextStage grpcContext(ServerSettings settings) {
		return new ContextStage(settings.mdc());
	}

	@Bean
	DeadlineStage grpcDeadlines() {
		return new DeadlineStage();
	}

	@Bean
	GrpcServices grpcServices(DefaultListableBeanFactory beanFactory, GrpcServerProperties properties,
			ServerSettings settings, CallExecutors executors, Findings findings, Environment environment) {
		OwnBeans own = new OwnBeans(beanFactory);
		ServiceBinder binder = new ServiceBinder(beanFactory, properties.services().requireAnnotation(),
				own.inOrder(ServerStage.class), settings.policies(), compression(settings), findings);
		MethodExecutors methods = settings.execution().methods();
		GrpcServices services = binder.bind(own.inOrder(BuiltInService.class),
				(problems) -> new ExecutorReferences(beanFactory, problems).check(methods));
		GrpcServices staged = services.on(new ExecutionStage(methods, executors));
		new KeysWithoutEffect(environment).warn(settings, executors.platformPool().isPresent());
		return staged;
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GrpcServerFactory grpcServerFactory(DefaultListableBeanFactory beanFactory, ServerSettings settings,
			GrpcServices services) {
		OwnBeans own = new OwnBeans(beanFactory);
		ServerTls tls = own.only(ServerTls.class);
		List<GrpcTransport> transports = settings.addresses()
			.stream()
			.map((address) -> transport(address, settings, tls))
			.toList();
		return new GrpcServerFactory(transports, services, own.inOrder(ServerTelemetry.class),
				own.inOrder(ServerBuilderCustomizer.class));
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GrpcServerLifecycle grpcServerLifecycle(GrpcServerFactory factory, ServerSettings settings,
			ApplicationEventPublisher events) {
		return new GrpcServerLifecycle(factory, settings.shutdown(), events);
	}

	@Bean
	ApplicationListener<GrpcServerStartedEvent> grpcServerPortPublisher(ConfigurableEnvironment environment,
			GrpcServerLifecycle lifecycle) {
		return new LocalServerPort(environment, lifecycle);
	}

	private static @Nullable ReplyCompression compression(ServerSettings settings) {
		return (settings.compression() != null) ? new ReplyCompression(settings.compression()) : null;
	}

	private static GrpcTransport transport(ListenAddress address, ServerSettings settings, @Nullable ServerTls tls) {
		// a switch over the sealed type when the baseline is Java 21
		if (address instanceof ListenAddress.Tcp tcp) {
			return new TcpTransport(tcp, settings.keepalive(), settings.limits(), tls);
		}
		if (address instanceof ListenAddress.UnixSocket unixSocket) {
			return new UnixSocketTransport(unixSocket, settings.keepalive(), settings.limits());
		}
		return new InProcessTransport((ListenAddress.InProcess) address, settings.limits());
	}

}
