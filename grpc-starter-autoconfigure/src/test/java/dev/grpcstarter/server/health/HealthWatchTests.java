package dev.grpcstarter.server.health;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.testing.HealthWatcher;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A watch that cannot tell its caller anything, among others that can.
 */
@ExtendWith(OutputCaptureExtension.class)
class HealthWatchTests {

	private static final String SHOP = "shop.Inventory";

	private final HealthService health = new HealthService(true, Set.of());

	private final Breaking breaking = new Breaking();

	private final Server server = InProcessServerBuilder.forName("watches")
		.directExecutor()
		.addService(this.health.service())
		.intercept(this.breaking)
		.build();

	private final ManagedChannel channel = InProcessChannelBuilder.forName("watches").directExecutor().build();

	@BeforeEach
	void start() throws Exception {
		this.server.start();
		this.health.started(Set.of(SHOP));
	}

	@AfterEach
	void stop() throws Exception {
		this.channel.shutdownNow();
		this.server.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aWatchThatCannotBeToldEndsAndTheOthersAreTold(Throwable failure, CapturedOutput output) throws Exception {
		try (HealthWatcher before = watch(); HealthWatcher broken = watch(failure); HealthWatcher after = watch()) {
			this.health.accepting(false);
			assertThat(before.next()).isEqualTo("NOT_SERVING");
			assertThat(after.next()).isEqualTo("NOT_SERVING");
			assertThat(broken.next()).isEqualTo("INTERNAL");
			this.health.accepting(true);
			assertThat(before.next()).isEqualTo("SERVING");
			assertThat(after.next()).isEqualTo("SERVING");
		}
		assertThat(output).containsOnlyOnce("A caller could not be told the health of 'shop.Inventory'")
			.contains(failure.toString());
	}

	@ParameterizedTest
	@MethodSource("failures")
	void aWatchThatCannotBeToldDoesNotKeepTheServerFromStopping(Throwable failure) throws Exception {
		try (HealthWatcher before = watch(); HealthWatcher broken = watch(failure); HealthWatcher after = watch()) {
			this.health.stopping();
			for (HealthWatcher watcher : List.of(before, after)) {
				assertThat(watcher.next()).isEqualTo("NOT_SERVING");
				assertThat(watcher.next()).isEqualTo("UNAVAILABLE");
			}
			assertThat(broken.next()).isEqualTo("INTERNAL");
		}
	}

	static Throwable[] failures() {
		return new Throwable[] { new IllegalStateException("call is closed"), new NoClassDefFoundError("shop/Stock") };
	}

	private HealthWatcher watch() throws Exception {
		return watch(null);
	}

	private HealthWatcher watch(@Nullable Throwable failure) throws Exception {
		this.breaking.failure = failure;
		HealthWatcher watcher = HealthWatcher.of(this.channel, SHOP);
		assertThat(watcher.next()).isEqualTo("SERVING");
		return watcher;
	}

	/**
	 * Lets calls that begin with a failure send one message only.
	 */
	private static final class Breaking implements ServerInterceptor {

		private @Nullable Throwable failure;

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			Throwable failure = this.failure;
			return next.startCall(new SimpleForwardingServerCall<>(call) {

				private int sent;

				@Override
				public void sendMessage(R message) {
					this.sent++;
					if (this.sent > 1 && failure instanceof Error error) {
						throw error;
					}
					if (this.sent > 1 && failure instanceof RuntimeException exception) {
						throw exception;
					}
					super.sendMessage(message);
				}

			}, headers);
		}

	}

}
