package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PausedContextTests {

	@Test
	void aChannelCallsAgainAsSoonAsItsStoppedContextIsStartedAgain() {
		ClientRunner.withServerOverTcp().withBean(Caller.class).run((context) -> {
			ConfigurableApplicationContext application = context.getSourceApplicationContext();
			Caller caller = context.getBean(Caller.class);
			for (int i = 0; i < 5; i++) {
				assertThat(caller.stub.say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				application.stop();
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> caller.stub.say(EchoService.phrase("hello")));
				application.start();
				assertThat(caller.channel.getState(false)).isEqualTo(ConnectivityState.IDLE);
			}
		});
	}

	record Caller(@GrpcClient("echo") EchoGrpc.EchoBlockingStub stub, @GrpcClient("echo") ManagedChannel channel) {

	}

}
