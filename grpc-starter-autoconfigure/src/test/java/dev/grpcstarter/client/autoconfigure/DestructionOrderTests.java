package dev.grpcstarter.client.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.client.ChannelBuilderCustomizer;
import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.GlobalClientInterceptor;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.client.netty.ClientEventLoops;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client is made of outlives its channels, and its channels outlive who calls.
 */
class DestructionOrderTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private static final AtomicReference<ManagedChannel> channel = new AtomicReference<>();

	@Test
	void beansThatCallMayDoSoUntilTheirEndAndWhatTheChannelUsesEndsAfterIt() {
		events.clear();
		ClientRunner.withServer("order")
			.run((server) -> ClientRunner.clientOnly()
				.withPropertyValues("grpc.client.channels.echo.target=in-process:order",
						"grpc.client.channels.echo.credentials=credentials")
				.withBean(Caller.class)
				.withBean(LateCustomizer.class)
				.withBean(LateInterceptor.class)
				.withBean("credentials", LateCredentials.class)
				.run((context) -> {
					context.getBean(Caller.class).call();
					channel.set(context.getBean(GrpcChannels.class).get("echo"));
				}));
		assertThat(events).startsWith("reply", "caller: false", "reply")
			.contains("interceptor: true", "customizer: true", "credentials: true");
	}

	@Test
	void theLoopsEndAfterTheChannelsAndTheThreadsAfterTheLoops() {
		List<String> destroyed = new CopyOnWriteArrayList<>();
		ClientRunner.clientOnly()
			.withBean(UsesLoopsEarly.class)
			.withBean(DestructionAwareBeanPostProcessor.class, () -> (bean, name) -> destroyed.add(name))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(destroyed).containsSubsequence("grpcChannels", "grpcClientEventLoops", "grpcClientThreads");
	}

	private static void ended(String bean) {
		ManagedChannel used = channel.get();
		events.add(bean + ": " + used.isTerminated());
	}

	record UsesLoopsEarly(ClientEventLoops loops) {

	}

	record Caller(@GrpcClient("echo") EchoGrpc.EchoBlockingStub stub) implements AutoCloseable {

		void call() {
			events.add(this.stub.say(EchoService.phrase("reply")).getText());
		}

		@Override
		public void close() {
			ended("caller");
			call();
		}

	}

	static class LateCustomizer implements ChannelBuilderCustomizer, AutoCloseable {

		@Override
		public void customize(ChannelDefinition definition, ManagedChannelBuilder<?> builder) {
		}

		@Override
		public void close() {
			ended("customizer");
		}

	}

	@GlobalClientInterceptor
	static class LateInterceptor implements ClientInterceptor, AutoCloseable {

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			return next.newCall(method, options);
		}

		@Override
		public void close() {
			ended("interceptor");
		}

	}

	static class LateCredentials extends CallCredentials implements AutoCloseable {

		@Override
		public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
			applier.apply(new Metadata());
		}

		@Override
		public void close() {
			ended("credentials");
		}

	}

}
