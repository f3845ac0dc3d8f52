package dev.grpcstarter.benchmarks.netdevh;

import java.io.IOException;

import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.MeasuredProcess;
import net.devh.boot.grpc.server.event.GrpcServerStartedEvent;
import net.devh.boot.grpc.server.service.GrpcService;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * An application on net.devh's starter. On Spring Boot 4 it has no metrics.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ NetDevhServer.Echo.class, NetDevhServer.ServerPort.class })
public class NetDevhServer {

	/**
	 * Serves until standard input ends.
	 * @param args properties
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		try (ConfigurableApplicationContext context = SpringApplication.run(NetDevhServer.class, args)) {
			MeasuredProcess.ready(context.getBean(ServerPort.class).number);
		}
	}

	@GrpcService
	static class Echo extends EchoService {

	}

	static class ServerPort implements ApplicationListener<GrpcServerStartedEvent> {

		private int number;

		@Override
		public void onApplicationEvent(GrpcServerStartedEvent event) {
			this.number = event.getPort();
		}

	}

}
