package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorService;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Contexts for tests of the client.
 */
final class ClientRunner {

	private ClientRunner() {
	}

	static ApplicationContextRunner clientOnly() {
		return new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class));
	}

	/**
	 * A client with one channel, {@code echo}, to a server in the same context.
	 */
	static ApplicationContextRunner withServer(String inProcessName) {
		return clientOnly()
			.withConfiguration(AutoConfigurations.of(GrpcBuiltInServicesAutoConfiguration.class,
					GrpcServerAutoConfiguration.class))
			.withBean(EchoService.class)
			.withBean(MirrorService.class)
			.withPropertyValues("grpc.server.port=none", "grpc.server.in-process-name=" + inProcessName,
					"grpc.client.channels.echo.target=in-process:" + inProcessName);
	}

}
