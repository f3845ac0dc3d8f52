package dev.grpcstarter.server.autoconfigure;

import dev.grpcstarter.config.OwnBeans;
import dev.grpcstarter.server.BuiltInService;
import dev.grpcstarter.server.EndingService;
import dev.grpcstarter.server.GrpcServices;
import dev.grpcstarter.server.health.HealthGroupChecks;
import dev.grpcstarter.server.health.HealthGroups;
import dev.grpcstarter.server.health.HealthService;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the services that the starter adds to every server: health,
 * reflection and, on demand, channelz.
 */
@AutoConfiguration(before = GrpcServerAutoConfiguration.class)
@ConditionalOnClass(ProtoReflectionServiceV1.class)
@ConditionalOnBooleanProperty(name = "grpc.server.enabled", matchIfMissing = true)
public final class GrpcBuiltInServicesAutoConfiguration {

	// what one answer of channelz lists at most, as gRPC's own servers do
	private static final int CHANNELZ_PAGE_SIZE = 100;

	@Bean
	@ConditionalOnBooleanProperty(name = "grpc.server.health.enabled", matchIfMissing = true)
	HealthService grpcHealthService(ConfigurableApplicationContext context, ServerSettings settings) {
		return new HealthService(ApplicationReadiness.atFirst(context), settings.health().groups().keySet());
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "grpc.server.health.enabled", matchIfMissing = true)
	HealthGroupChecks grpcHealthGroupChecks(HealthService health, ServerSettings settings, GrpcServices services,
			ObjectProvider<HealthGroups> groups, Environment environment) {
		HealthGroups known = (settings.health().groups().isEmpty()) ? null : groups.getIfAvailable();
		new HealthGroupReferences(services.names(), services.serves(health), known).check(settings.health().groups(),
				environment);
		return new HealthGroupChecks(health, known, settings.health());
	}

	@Bean
	ApplicationReadiness grpcApplicationReadiness(ConfigurableApplicationContext context,
			DefaultListableBeanFactory beanFactory) {
		return new ApplicationReadiness(context, new OwnBeans(beanFactory).only(HealthService.class));
	}

	// the callers of reflection may keep a stream open for as long as they live
	@Bean
	@ConditionalOnBooleanProperty(name = "grpc.server.reflection.enabled", matchIfMissing = true)
	BuiltInService grpcReflectionService() {
		return new EndingService(ProtoReflectionServiceV1.newInstance());
	}

	// grpcurl before 1.8.8, and other tools of its age, know only the older name
	@Bean
	@SuppressWarnings("deprecation")
	@ConditionalOnBooleanProperty(name = "grpc.server.reflection.enabled", matchIfMissing = true)
	BuiltInService grpcReflectionV1AlphaService() {
		return new EndingService(ProtoReflectionService.newInstance());
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "grpc.server.channelz.enabled")
	BuiltInService grpcChannelzService() {
		return () -> ChannelzService.newInstance(CHANNELZ_PAGE_SIZE);
	}

}
