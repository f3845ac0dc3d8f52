package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorService;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.TestSocketUtils;

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
	 * A client with one channel, {@code echo}, to a server in the same context, which
	 * knows no deadline but the client's.
	 */
	static ApplicationContextRunner withServer(String inProcessName) {
		return withServer(inProcessName, EchoService.class);
	}

	/**
	 * The same over a real connection.
	 */
	static ApplicationContextRunner withServerOverTcp() {
		int port = TestSocketUtils.findAvailableTcpPort();
		return withServer("unused-" + port).withPropertyValues("grpc.server.address=127.0.0.1",
				"grpc.server.port=" + port, "grpc.client.channels.echo.target=dns:///127.0.0.1:" + port);
	}

	static ApplicationContextRunner withServer(String inProcessName, Class<? extends EchoService> echo) {
		return clientOnly()
			.withConfiguration(AutoConfigurations.of(GrpcBuiltInServicesAutoConfiguration.class,
					GrpcServerAutoConfiguration.class))
			.withBean(echo)
			.withBean(MirrorService.class)
			.withPropertyValues("grpc.server.port=none", "grpc.server.deadline=none",
					"grpc.server.in-process-name=" + inProcessName,
					"grpc.client.channels.echo.target=in-process:" + inProcessName);
	}

}
