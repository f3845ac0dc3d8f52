package dev.grpcstarter.benchmarks.starter;

import java.io.IOException;
import java.util.Objects;

import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.MeasuredProcess;
import dev.grpcstarter.benchmarks.work.Payload;
import dev.grpcstarter.server.execution.Execution;
import dev.grpcstarter.server.execution.GrpcExecution;
import io.grpc.stub.StreamObserver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application on the starter in its default configuration. The properties that it gets
 * as arguments are what is measured beside that.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StarterServer {

	/**
	 * Serves until standard input ends.
	 * @param args properties
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		SpringApplication application = new SpringApplication(StarterServer.class);
		application.addInitializers(new Extras());
		try (ConfigurableApplicationContext context = application.run(args)) {
			MeasuredProcess.ready(
					Integer.parseInt(
							Objects.requireNonNull(context.getEnvironment().getProperty("local.grpc.server.port"))),
					new ExtraAnswers(context));
		}
	}

	@Bean
	EchoService echoService() {
		return new EchoService() {

			@Override
			@GrpcExecution(Execution.DIRECT)
			public void sayDirect(Payload request, StreamObserver<Payload> caller) {
				super.sayDirect(request, caller);
			}

		};
	}

}
