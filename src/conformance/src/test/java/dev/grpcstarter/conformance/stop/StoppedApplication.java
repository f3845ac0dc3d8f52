package dev.grpcstarter.conformance.stop;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import javax.management.ObjectName;

import dev.grpcstarter.client.GrpcClient;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application that is stopped while it works. Reads from its standard input how it is
 * to stop itself.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StoppedApplication {

	public static void main(String[] arguments) throws Exception {
		ConfigurableApplicationContext context = SpringApplication.run(StoppedApplication.class, arguments);
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		switch (HowToStop.valueOf(commands.readLine())) {
			case CLOSE -> context.close();
			case JMX -> ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName("org.springframework.boot:type=Admin,name=SpringApplication"), "shutdown",
						new Object[0], new String[0]);
			default -> throw new IllegalArgumentException("somebody else has to do that");
		}
	}

	@Bean
	Middle middle(@GrpcClient("back") TestServiceGrpc.TestServiceBlockingStub back) {
		return new Middle(back);
	}

	/**
	 * A service that needs another one.
	 */
	static class Middle extends TestServiceGrpc.TestServiceImplBase {

		private final TestServiceGrpc.TestServiceBlockingStub back;

		Middle(TestServiceGrpc.TestServiceBlockingStub back) {
			this.back = back;
		}

		@Override
		public void emptyCall(Empty request, StreamObserver<Empty> reply) {
			reply.onNext(request);
			reply.onCompleted();
		}

		/**
		 * Waits for as long as the other service likes, and then calls it anew.
		 */
		@Override
		public void unaryCall(SimpleRequest request, StreamObserver<SimpleResponse> reply) {
			this.back.unaryCall(request);
			this.back.emptyCall(Empty.getDefaultInstance());
			reply.onNext(SimpleResponse.getDefaultInstance());
			reply.onCompleted();
		}

		/**
		 * Never ends.
		 */
		@Override
		public void streamingOutputCall(StreamingOutputCallRequest request,
				StreamObserver<StreamingOutputCallResponse> replies) {
			replies.onNext(StreamingOutputCallResponse.getDefaultInstance());
		}

	}

}
