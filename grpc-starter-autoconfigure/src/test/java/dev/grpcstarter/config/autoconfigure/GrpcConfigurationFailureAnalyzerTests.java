package dev.grpcstarter.config.autoconfigure;

import java.util.List;

import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

class GrpcConfigurationFailureAnalyzerTests {

	@Test
	void eachProblemIsShownWithTheFileAndLineOfItsKey() throws Exception {
		StandardEnvironment environment = new StandardEnvironment();
		new YamlPropertySourceLoader().load("file", new ClassPathResource("wrong.yml"))
			.forEach(environment.getPropertySources()::addLast);
		FailureAnalysis analysis = new GrpcConfigurationFailureAnalyzer(environment)
			.analyze(new GrpcConfigurationException(List.of(
					Problem.ofKey("grpc.server.port", "-7 is no TCP port", "Write another port."), Problem
						.ofKey("grpc.client.channels.order-service.deadline", "it is too short", "Write a longer one."),
					Problem.ofBeans("the bean 'x' is no service", "Take it away."))));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo(
				"""
						The gRPC configuration cannot be used:

						    grpc.server.port (class path resource [wrong.yml] - 3:11): -7 is no TCP port
						    grpc.client.channels.order-service.deadline (class path resource [wrong.yml] - 7:19): it is too short
						    the bean 'x' is no service""");
		assertThat(analysis.getAction()).isEqualTo("Write another port.\nWrite a longer one.\nTake it away.");
	}

}
