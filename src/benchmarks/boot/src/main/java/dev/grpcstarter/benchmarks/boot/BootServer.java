package dev.grpcstarter.benchmarks.boot;

import java.io.IOException;

import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.MeasuredProcess;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

/**
 * An application on Spring Boot's own gRPC starter.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BootServer {

	/**
	 * Serves until standard input ends.
	 * @param args properties
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		try (ConfigurableApplicationContext context = SpringApplication.run(BootServer.class, args)) {
			MeasuredProcess.ready(context.getBean(ServerPort.class).number);
		}
	}

	@Bean
	EchoService echoService() {
		return new EchoService();
	}

	@Bean
	ServerPort serverPort() {
		return new ServerPort();
	}

	static class ServerPort implements ApplicationListener<GrpcServerStartedEvent> {

		private int number;

		@Override
		public void onApplicationEvent(GrpcServerStartedEvent event) {
			this.number = event.getPort();
		}

	}

}
