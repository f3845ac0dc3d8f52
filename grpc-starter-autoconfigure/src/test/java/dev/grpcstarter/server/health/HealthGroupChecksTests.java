package dev.grpcstarter.server.health;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.testing.HealthWatcher;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class HealthGroupChecksTests {

	private final Workers workers = new Workers();

	static Throwable[] failures() {
		return new Throwable[] { new OutOfMemoryError("unable to create native thread"),
				new RejectedExecutionException("no room") };
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aGroupThatCannotBeAskedIsAskedAgainLater(Throwable failure, CapturedOutput output) throws Exception {
		HealthService health = new HealthService(true, Set.of(""));
		HealthGroupChecks checks = new HealthGroupChecks(health, new Up(),
				new HealthSettings(Map.of("", "inventory"), Duration.ofMillis(100), Duration.ofMinutes(1)),
				() -> new HealthGroupChecks.Threads(new ScheduledThreadPoolExecutor(1), this.workers));
		Server server = InProcessServerBuilder.forName("groups").addService(health.service()).build().start();
		ManagedChannel channel = InProcessChannelBuilder.forName("groups").build();
		try (HealthWatcher watcher = HealthWatcher.of(channel, "")) {
			health.started(Set.of());
			assertThat(watcher.next()).isEqualTo("NOT_SERVING");
			this.workers.failure.set(failure);
			checks.start();
			assertThat(watcher.next()).isEqualTo("SERVING");
			this.workers.failure.set(failure);
			assertThat(watcher.next()).isEqualTo("NOT_SERVING");
			assertThat(watcher.next()).isEqualTo("SERVING");
		}
		finally {
			checks.stop();
			channel.shutdownNow();
			server.shutdownNow();
		}
		assertThat(output).contains("Health group 'inventory' is FAILED (%s): NOT_SERVING".formatted(failure));
	}

	/**
	 * Cannot take the next task, and then can.
	 */
	private static final class Workers extends ThreadPoolExecutor {

		private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

		Workers() {
			super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
		}

		@Override
		public void execute(Runnable task) {
			Throwable failure = this.failure.getAndSet(null);
			if (failure instanceof Error error) {
				throw error;
			}
			if (failure instanceof RuntimeException exception) {
				throw exception;
			}
			super.execute(task);
		}

	}

	private static final class Up implements HealthGroups {

		@Override
		public Set<String> names() {
			return Set.of("inventory");
		}

		@Override
		public String status(String group) {
			return UP;
		}

	}

}
