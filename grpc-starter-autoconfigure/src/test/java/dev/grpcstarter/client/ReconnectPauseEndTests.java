package dev.grpcstarter.client;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

class ReconnectPauseEndTests {

	@Test
	void nothingKeepsAChannelThatIsShutDown() {
		ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(0);
		timer.setRemoveOnCancelPolicy(true);
		ManagedChannel channel = mock();
		given(channel.getState(false)).willReturn(ConnectivityState.READY);
		ReconnectPause pause = new ReconnectPause(Duration.ofSeconds(60), timer);
		pause.watch(channel);
		pause.attemptEnded();
		pause.attemptEnded();
		assertThat(timer.getQueue()).hasSize(1);
		ArgumentCaptor<Runnable> changed = ArgumentCaptor.captor();
		verify(channel).notifyWhenStateChanged(eq(ConnectivityState.READY), changed.capture());
		given(channel.getState(false)).willReturn(ConnectivityState.SHUTDOWN);
		changed.getValue().run();
		assertThat(timer.getQueue()).isEmpty();
		timer.shutdownNow();
	}

}
