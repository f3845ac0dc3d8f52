package dev.grpcstarter.conformance.stop;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import javax.management.ObjectName;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.server.ListenAddress;
import dev.grpcstarter.server.ServerBuilderCustomizer;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * An application that is stopped while it works. Reads from its standard input how it is
 * to stop itself.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StoppedApplication {

	private static final Logger logger = LoggerFactory.getLogger(StoppedApplication.class);

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

	@Bean
	Stopwatch stopwatch() {
		return new Stopwatch();
	}

	/**
	 * Logs how long it takes from the beginning of the stop until a watch of health has
	 * been written to.
	 */
	static class Stopwatch
			implements ServerBuilderCustomizer, ServerInterceptor, ApplicationListener<ContextClosedEvent>, Ordered {

		private volatile @Nullable Long stopped;

		@Override
		public void customize(ListenAddress address, ServerBuilder<?> builder) {
			builder.intercept(this);
		}

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			this.stopped = System.nanoTime();
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			return next.startCall(new SimpleForwardingServerCall<>(call) {

				@Override
				public void sendMessage(R message) {
					super.sendMessage(message);
					Long stopped = Stopwatch.this.stopped;
					if (stopped != null && getMethodDescriptor().getServiceName().equals(HealthGrpc.SERVICE_NAME)) {
						logger.info("A watch was told after {} ms",
								Duration.ofNanos(System.nanoTime() - stopped).toMillis());
					}
				}

			}, headers);
		}

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
