package dev.grpcstarter.conformance.interop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClient;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.Messages.EchoStatus;
import io.grpc.testing.integration.Messages.Payload;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallResponse;
import io.grpc.testing.integration.TestServiceGrpc.TestServiceBlockingStub;
import io.grpc.testing.integration.TestServiceGrpc.TestServiceBlockingV2Stub;
import io.grpc.testing.integration.TestServiceGrpc.TestServiceFutureStub;
import io.grpc.testing.integration.TestServiceGrpc.TestServiceStub;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The client against a server that is not Java: {@code src/test/node/server.mjs} on
 * grpc-js. The interop suite, and what it leaves out, with stubs as an application has
 * them. Needs Node and npm.
 */
class NodeServerTests {

	private static final Metadata.Key<byte[]> DETAILS = Metadata.Key.of("x-details-bin",
			Metadata.BINARY_BYTE_MARSHALLER);

	private static NodeServer node;

	private static ConfigurableApplicationContext context;

	private static Client client;

	@BeforeAll
	static void start() throws IOException {
		node = NodeServer.start();
		String target = node.target();
		List<String> properties = new ArrayList<>(
				List.of("--grpc.server.enabled=false", "--grpc.client.defaults.limits.inbound-message-size=16MB",
						"--grpc.client.channels.node.target=" + target, "--grpc.client.channels.tight.target=" + target,
						"--grpc.client.channels.tight.deadline=500ms", "--grpc.client.channels.tight.compression=gzip",
						"--grpc.client.channels.tight.limits.inbound-message-size=1MB"));
		cases().forEach((interopCase) -> properties
			.add("--grpc.client.channels.%s.target=%s".formatted(channelName(interopCase), target)));
		context = new SpringApplicationBuilder(Client.class).run(properties.toArray(String[]::new));
		client = context.getBean(Client.class);
	}

	@AfterAll
	static void stop() {
		if (context != null) {
			context.close();
			node.close();
		}
	}

	static Set<InteropCase> cases() {
		// the others ask for what only gRPC's server for Java does
		return EnumSet.range(InteropCase.EMPTY_UNARY, InteropCase.VERY_LARGE_REQUEST);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void passes(InteropCase interopCase) {
		interopCase.run(new AbstractInteropTest() {

			@Override
			protected ManagedChannel createChannel() {
				return context.getBean(GrpcChannels.class).get(channelName(interopCase));
			}

			@Override
			protected ManagedChannelBuilder<?> createChannelBuilder() {
				throw new AssertionError("this case builds a channel of its own");
			}

			@Override
			protected boolean metricsExpected() {
				return false;
			}

		});
	}

	@Test
	void everyKindOfStubCalls() throws Exception {
		SimpleRequest request = SimpleRequest.newBuilder().setResponseSize(100).build();
		assertThat(client.blocking.unaryCall(request).getPayload().getBody()).hasSize(100);
		assertThat(client.blockingV2.unaryCall(request).getPayload().getBody()).hasSize(100);
		assertThat(client.future.unaryCall(request).get(20, TimeUnit.SECONDS).getPayload().getBody()).hasSize(100);
		assertThat(sizes(client.blocking.streamingOutputCall(replies(0, 1, 2, 3)))).containsExactly(1, 2, 3);
		Replies replies = new Replies();
		client.async.streamingOutputCall(replies(0, 4, 5), replies);
		assertThat(replies.sizes()).containsExactly(4, 5);
		BlockingClientCall<StreamingOutputCallRequest, StreamingOutputCallResponse> duplex = client.blockingV2
			.fullDuplexCall();
		duplex.write(replies(0, 6));
		assertThat(duplex.read().getPayload().getBody()).hasSize(6);
		duplex.halfClose();
		assertThat(duplex.read()).isNull();
	}

	@Test
	void theDetailsOfAStatusArrive() {
		com.google.rpc.Status details = com.google.rpc.Status.newBuilder()
			.setCode(Status.Code.NOT_FOUND.value())
			.setMessage("no such thing")
			.addDetails(Any.pack(EchoStatus.newBuilder().setMessage("look elsewhere").build()))
			.build();
		Metadata headers = new Metadata();
		headers.put(DETAILS, details.toByteArray());
		SimpleRequest request = SimpleRequest.newBuilder()
			.setResponseStatus(EchoStatus.newBuilder().setCode(5).setMessage("no such thing"))
			.build();
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> client.blocking.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
				.unaryCall(request))
			.satisfies((failure) -> assertThat(failure.getStatus().getDescription()).isEqualTo("no such thing"))
			.satisfies((failure) -> assertThat(StatusProto.fromThrowable(failure)).isEqualTo(details));
	}

	@Test
	void theDeadlineOfTheChannelEndsACallAndTheServerKnows() {
		assertThatFails(Status.Code.DEADLINE_EXCEEDED,
				() -> client.tight.cacheableUnaryCall(SimpleRequest.getDefaultInstance()));
		node.process().awaitLine("cancelled .*/CacheableUnaryCall");
	}

	@Test
	void aCancellationReachesTheServer() throws Exception {
		StreamingOutputCallRequest request = replies(0, 1).toBuilder()
			.addAllResponseParameters(replies(60_000_000, 2).getResponseParametersList())
			.build();
		BlockingClientCall<?, StreamingOutputCallResponse> call = client.blockingV2.streamingOutputCall(request);
		assertThat(call.read().getPayload().getBody()).hasSize(1);
		call.cancel("no longer wanted", null);
		assertThatExceptionOfType(StatusException.class).isThrownBy(call::read)
			.satisfies((failure) -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.CANCELLED));
		node.process().awaitLine("cancelled .*/StreamingOutputCall");
	}

	@Test
	void aReplyOverTheLimitIsRefusedHereAndARequestOverTheLimitThere() {
		SimpleRequest wantsMuch = SimpleRequest.newBuilder().setResponseSize(1 << 20).build();
		assertThatFails(Status.Code.RESOURCE_EXHAUSTED,
				() -> client.tight.withDeadlineAfter(20, TimeUnit.SECONDS).unaryCall(wantsMuch));
		SimpleRequest large = SimpleRequest.newBuilder().setPayload(payload(17 << 20)).build();
		assertThatFails(Status.Code.RESOURCE_EXHAUSTED, () -> client.blocking.unaryCall(large));
	}

	@Test
	void aCompressedRequestIsRead() {
		SimpleRequest request = SimpleRequest.newBuilder().setPayload(payload(100_000)).setResponseSize(100).build();
		assertThat(client.tight.withDeadlineAfter(20, TimeUnit.SECONDS).unaryCall(request).getPayload().getBody())
			.hasSize(100);
	}

	private static StreamingOutputCallRequest replies(int pause, int... sizes) {
		return Replies.wanted(pause, sizes);
	}

	private static List<Integer> sizes(Iterator<StreamingOutputCallResponse> replies) {
		List<Integer> sizes = new ArrayList<>();
		replies.forEachRemaining((reply) -> sizes.add(reply.getPayload().getBody().size()));
		return sizes;
	}

	private static Payload payload(int size) {
		return Payload.newBuilder().setBody(ByteString.copyFrom(new byte[size])).build();
	}

	private static void assertThatFails(Status.Code code, ThrowingCallable call) {
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(call)
			.satisfies((failure) -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
	}

	private static String channelName(InteropCase interopCase) {
		return interopCase.toString().replace('_', '-');
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

		private final TestServiceBlockingStub blocking;

		private final TestServiceBlockingV2Stub blockingV2;

		private final TestServiceFutureStub future;

		private final TestServiceStub async;

		private final TestServiceBlockingStub tight;

		Client(@GrpcClient("node") TestServiceBlockingStub blocking,
				@GrpcClient("node") TestServiceBlockingV2Stub blockingV2,
				@GrpcClient("node") TestServiceFutureStub future, @GrpcClient("node") TestServiceStub async,
				@GrpcClient("tight") TestServiceBlockingStub tight) {
			this.blocking = blocking;
			this.blockingV2 = blockingV2;
			this.future = future;
			this.async = async;
			this.tight = tight;
		}

	}

}
