package dev.grpcstarter.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import dev.grpcstarter.server.GrpcServerLifecycle;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application on the class path of this starter, and on nothing else.
 */
@SpringBootTest
class ClientStarterTests {

	private static final MethodDescriptor<String, String> GREET = MethodDescriptor
		.newBuilder(new TextMarshaller(), new TextMarshaller())
		.setFullMethodName("testing.Greeter/Greet")
		.setType(MethodDescriptor.MethodType.UNARY)
		.build();

	private static final Server remote = remote();

	@Autowired
	private ApplicationContext context;

	@GrpcClient("greeter")
	private Channel greeter;

	@DynamicPropertySource
	static void target(DynamicPropertyRegistry properties) {
		properties.add("grpc.client.channels.greeter.target", () -> "dns:///localhost:" + remote.getPort());
		// stops the start where the library for it is missing
		properties.add("grpc.client.channels.greeter.health-check.enabled", () -> true);
	}

	@AfterAll
	static void stop() {
		remote.shutdownNow();
	}

	@Test
	void aCallOverANamedChannelIsAnswered() {
		assertThat(ClientCalls.blockingUnaryCall(this.greeter, GREET, CallOptions.DEFAULT, "world"))
			.isEqualTo("hello world");
	}

	@Test
	void nothingOfTheServerIsWired() {
		assertThat(this.context.getBeanProvider(GrpcServerLifecycle.class).getIfAvailable()).isNull();
		assertThat(this.context.getBeanDefinitionNames())
			.noneMatch((name) -> name.startsWith("grpcServer") || name.contains(".server."));
	}

	@Test
	void reactorIsLeftAlone() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(EnvironmentPostProcessor.class, (type, name, failure) -> {
				// others need more than a constructor without arguments
			})).noneMatch((processor) -> processor.getClass().getSimpleName().equals("ReactorContextPropagation"));
	}

	@Test
	void neitherMicrometerNorAWebStackIsNeeded() {
		assertThat(ClassUtils.isPresent("io.micrometer.core.instrument.MeterRegistry", null)).isFalse();
		assertThat(ClassUtils.isPresent("org.springframework.web.context.WebApplicationContext", null)).isFalse();
	}

	private static Server remote() {
		try {
			return NettyServerBuilder.forPort(0)
				.addService(ServerServiceDefinition.builder("testing.Greeter")
					.addMethod(GREET, ServerCalls.asyncUnaryCall((name, caller) -> {
						caller.onNext("hello " + name);
						caller.onCompleted();
					}))
					.build())
				.build()
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SpringBootApplication
	static class Application {

	}

	private static final class TextMarshaller implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String text) {
			return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try (stream) {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
