package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ClientTelemetry;
import dev.grpcstarter.client.GeneratedStubFactory;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.client.StubFactory;
import dev.grpcstarter.testing.EchoGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A point of injection that asks for its stub at each use.
 */
@ExtendWith(OutputCaptureExtension.class)
class RepeatedResolutionTests {

	private final List<String> asked = new ArrayList<>();

	@Test
	void whatIsKnownOfATypeIsNotAskedAgain() {
		ClientRunner.withServer("asked-once")
			.withBean(StubFactory.class, NotingFactory::new)
			.withBean(ClientTelemetry.class, () -> (channel) -> new NotingWatcher(channel))
			.withBean(AtEachUse.class)
			.run((context) -> {
				AtEachUse bean = context.getBean(AtEachUse.class);
				EchoGrpc.EchoBlockingStub first = bean.stub.getObject();
				assertThat(bean.stub.getObject()).isNotSameAs(first);
				assertThat(this.asked).containsExactly("supports", "service", "echo expects testing.Echo");
			});
	}

	@Test
	void aBeanInPlaceOfAStubIsReportedOnce(CapturedOutput output) {
		ClientRunner.withServer("reported-once")
			.withBean(EchoGrpc.EchoBlockingStub.class, () -> Mockito.mock(EchoGrpc.EchoBlockingStub.class))
			.withBean(AtEachUse.class)
			.run((context) -> {
				AtEachUse bean = context.getBean(AtEachUse.class);
				assertThat(bean.stub.getObject()).isSameAs(bean.stub.getObject());
				assertThat(output.getOut()).containsOnlyOnce("in place of a stub");
			});
	}

	record AtEachUse(@GrpcClient("echo") ObjectProvider<EchoGrpc.EchoBlockingStub> stub) {

	}

	private final class NotingFactory implements StubFactory {

		private final StubFactory delegate = new GeneratedStubFactory();

		@Override
		public boolean supports(Class<?> stubType) {
			RepeatedResolutionTests.this.asked.add("supports");
			return this.delegate.supports(stubType);
		}

		@Override
		public Object create(Class<?> stubType, Channel channel) {
			return this.delegate.create(stubType, channel);
		}

		@Override
		public @Nullable ServiceDescriptor service(Class<?> stubType) {
			RepeatedResolutionTests.this.asked.add("service");
			return this.delegate.service(stubType);
		}

	}

	private final class NotingWatcher implements ClientTelemetry.CallWatcher {

		private final ChannelDefinition channel;

		NotingWatcher(ChannelDefinition channel) {
			this.channel = channel;
		}

		@Override
		public void expect(ServiceDescriptor service) {
			RepeatedResolutionTests.this.asked.add("%s expects %s".formatted(this.channel.name(), service.getName()));
		}

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			return next.newCall(method, options);
		}

	}

}
