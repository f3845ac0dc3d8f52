package dev.grpcstarter.client.autoconfigure;

import java.util.function.UnaryOperator;

import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.ChannelTransport;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.client.naming.ChannelTarget;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

class PausedContextTests {

	private final ManagedChannel channel = mock();

	@Test
	void aChannelCallsAgainAsSoonAsItsStoppedContextIsStartedAgain() {
		ClientRunner.withServerOverTcp().withBean(Caller.class).run((context) -> {
			ConfigurableApplicationContext application = context.getSourceApplicationContext();
			EchoGrpc.EchoBlockingStub stub = context.getBean(Caller.class).stub;
			for (int i = 0; i < 20; i++) {
				assertThat(stub.say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				application.stop();
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> stub.say(EchoService.phrase("hello")));
				application.start();
			}
		});
	}

	@Test
	void theFirstStartLeavesConnectionsAlone() {
		ClientRunner.withServerOverTcp().withBean(ConnectsEarly.class).run((context) -> {
			EchoGrpc.EchoBlockingStub stub = context.getBean(ConnectsEarly.class).stub;
			assertThat(((ManagedChannel) stub.getChannel()).getState(false)).isNotEqualTo(ConnectivityState.IDLE);
		});
	}

	@Test
	void theFirstStartLetsFailedAttemptsBeMadeAgainAtOnce() {
		withChannel(this.channel).withPropertyValues("grpc.client.channels.echo.connect=eager")
			.run((context) -> verify(this.channel).resetConnectBackoff());
	}

	@Test
	void aChannelThatIsShutDownIsNotWaitedFor() {
		withChannel(this.channel).run((context) -> {
			GrpcChannels channels = context.getBean(GrpcChannels.class);
			channels.open("dns:///server:1");
			given(this.channel.isShutdown()).willReturn(true);
			channels.reconnect();
			verify(this.channel, never()).enterIdle();
		});
	}

	private static ApplicationContextRunner withChannel(ManagedChannel channel) {
		return ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.channels.echo.target=dns:///server:1")
			.withBean(ChannelTransport.class, () -> new ChannelTransport() {

				@Override
				public boolean supports(ChannelTarget target) {
					return true;
				}

				@Override
				public Beginning begin(ChannelDefinition definition, Runnable attemptEnded) {
					ManagedChannelBuilder<?> builder = mock(ManagedChannelBuilder.class, Answers.RETURNS_SELF);
					willReturn(channel).given(builder).build();
					return new Beginning(builder, UnaryOperator.identity());
				}

			});
	}

	record Caller(@GrpcClient("echo") EchoGrpc.EchoBlockingStub stub) {

	}

	record ConnectsEarly(@GrpcClient("echo") EchoGrpc.EchoBlockingStub stub) implements SmartLifecycle {

		@Override
		public void start() {
			((ManagedChannel) this.stub.getChannel()).getState(true);
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

		@Override
		public int getPhase() {
			return 0;
		}

	}

}
