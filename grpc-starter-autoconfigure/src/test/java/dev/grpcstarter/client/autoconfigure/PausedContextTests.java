package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PausedContextTests {

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
