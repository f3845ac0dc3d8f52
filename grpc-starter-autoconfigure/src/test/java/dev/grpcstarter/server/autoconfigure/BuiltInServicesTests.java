package dev.grpcstarter.server.autoconfigure;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.HealthWatcher;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.channelz.v1.GetServersRequest;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BuiltInServicesTests {

	private static final String V1 = "grpc.reflection.v1.ServerReflection";

	private static final String V1_ALPHA = "grpc.reflection.v1alpha.ServerReflection";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@ParameterizedTest
	@ValueSource(strings = { V1, V1_ALPHA })
	void reflectionListsAllServices(String version) {
		this.runner.withPropertyValues("grpc.server.channelz.enabled=true").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				assertThat(listed(channel.channel(), version)).containsExactlyInAnyOrder("testing.Echo",
						"grpc.health.v1.Health", "grpc.channelz.v1.Channelz", V1, V1_ALPHA);
			}
		});
	}

	@Test
	void reflectionIsNotServedWhereItIsSwitchedOff() {
		this.runner.withPropertyValues("grpc.server.reflection.enabled=false").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				assertThat(listed(channel.channel(), V1)).containsExactly("UNIMPLEMENTED");
				assertThat(listed(channel.channel(), V1_ALPHA)).containsExactly("UNIMPLEMENTED");
			}
		});
	}

	@Test
	void channelzShowsTheServerAndItsCalls() {
		this.runner.withPropertyValues("grpc.server.channelz.enabled=true").run((context) -> {
			int port = context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class);
			try (TestChannel channel = TestChannel.to(context)) {
				for (int i = 0; i < 3; i++) {
					channel.echo().say(EchoService.phrase("hello"));
				}
				assertThat(ChannelzGrpc.newBlockingStub(channel.channel())
					.withDeadlineAfter(20, TimeUnit.SECONDS)
					.getServers(GetServersRequest.getDefaultInstance())
					.getServerList()).filteredOn((server) -> server.getListenSocket(0).getName().contains(":" + port))
					.singleElement()
					.satisfies((server) -> assertThat(server.getData().getCallsSucceeded()).isGreaterThanOrEqualTo(3));
			}
		});
	}

	@Test
	void channelzIsNotServedUnlessItIsSwitchedOn() {
		this.runner.run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> ChannelzGrpc.newBlockingStub(channel.channel())
						.withDeadlineAfter(20, TimeUnit.SECONDS)
						.getServers(GetServersRequest.getDefaultInstance()))
					.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
			}
		});
	}

	@Test
	void interceptorsThatRefuseEveryCallRefuseNoBuiltInService() {
		this.runner.withBean(RefusesAll.class)
			.withPropertyValues("grpc.server.channelz.enabled=true")
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context);
						HealthWatcher watcher = HealthWatcher.of(channel.channel(), "testing.Echo")) {
					assertThatExceptionOfType(StatusRuntimeException.class)
						.isThrownBy(() -> channel.echo().say(EchoService.phrase("hello")))
						.satisfies(
								(ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
					assertThat(watcher.next()).isEqualTo("SERVING");
					assertThat(Probe.check(channel.channel(), "testing.Echo")).isEqualTo("SERVING");
					assertThat(listed(channel.channel(), V1)).contains("testing.Echo");
					assertThat(listed(channel.channel(), V1_ALPHA)).contains("testing.Echo");
					assertThat(ChannelzGrpc.newBlockingStub(channel.channel())
						.withDeadlineAfter(20, TimeUnit.SECONDS)
						.getServers(GetServersRequest.getDefaultInstance())
						.getServerCount()).isPositive();
				}
			});
	}

	/**
	 * The services that reflection lists, or the status with which it refuses.
	 */
	private static List<String> listed(Channel channel, String version) throws InterruptedException {
		BlockingQueue<List<String>> answers = new LinkedBlockingQueue<>();
		StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc
			.newStub(ClientInterceptors.intercept(channel, new Version(version)))
			.serverReflectionInfo(new StreamObserver<>() {

				@Override
				public void onNext(ServerReflectionResponse response) {
					answers.add(response.getListServicesResponse()
						.getServiceList()
						.stream()
						.map(ServiceResponse::getName)
						.toList());
				}

				@Override
				public void onError(Throwable failure) {
					answers.add(List.of(Status.fromThrowable(failure).getCode().name()));
				}

				@Override
				public void onCompleted() {
					// the answer has come
				}

			});
		requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
		List<String> answer = answers.poll(20, TimeUnit.SECONDS);
		requests.onCompleted();
		return answer;
	}

	/**
	 * Both versions have the same messages under other names.
	 */
	private record Version(String service) implements ClientInterceptor {

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			return next.newCall(method.toBuilder().setFullMethodName(this.service + "/ServerReflectionInfo").build(),
					options);
		}

	}

	@GlobalServerInterceptor
	static class RefusesAll implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			call.close(Status.PERMISSION_DENIED, new Metadata());
			return new ServerCall.Listener<>() {
			};
		}

	}

}
