package dev.grpcstarter.conformance.restart;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.Messages.Payload;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * One instance of a service, whose replies tell which one it is: the one with the name in
 * {@code instance.name}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Instance {

	public static void main(String[] arguments) {
		SpringApplication.run(Instance.class, arguments);
	}

	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService clock() {
		return Executors.newSingleThreadScheduledExecutor();
	}

	@Bean
	NamedService service(@Value("${instance.name}") String name, ScheduledExecutorService clock) {
		return new NamedService(name, clock);
	}

	static class NamedService extends TestServiceGrpc.TestServiceImplBase {

		private final Payload name;

		private final ScheduledExecutorService clock;

		NamedService(String name, ScheduledExecutorService clock) {
			this.name = Payload.newBuilder().setBody(ByteString.copyFromUtf8(name)).build();
			this.clock = clock;
		}

		/**
		 * Takes its time, so that calls are in flight whenever the instance is stopped.
		 */
		@Override
		public void unaryCall(SimpleRequest request, StreamObserver<SimpleResponse> reply) {
			this.clock.schedule(() -> {
				reply.onNext(SimpleResponse.newBuilder().setPayload(this.name).build());
				reply.onCompleted();
			}, 20, TimeUnit.MILLISECONDS);
		}

		/**
		 * Begins, and never ends.
		 */
		@Override
		public void streamingOutputCall(StreamingOutputCallRequest request,
				StreamObserver<StreamingOutputCallResponse> replies) {
			replies.onNext(StreamingOutputCallResponse.newBuilder().setPayload(this.name).build());
		}

		/**
		 * Never answers.
		 */
		@Override
		public void emptyCall(Empty request, StreamObserver<Empty> reply) {
		}

	}

}
