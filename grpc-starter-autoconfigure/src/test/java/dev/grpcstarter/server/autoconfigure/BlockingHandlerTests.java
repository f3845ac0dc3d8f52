package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.google.common.util.concurrent.ListenableFuture;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class BlockingHandlerTests {

	private final CountDownLatch mayEnd = new CountDownLatch(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class, () -> new WaitingEcho(this.mayEnd))
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1", "grpc.server.executor=direct");

	@Test
	void aHandlerThatBlocksTheEventLoopIsNamedOnceWithThePlaceWhereItWas(CapturedOutput output) {
		this.runner.run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				// a first call without blocking is nothing to report
				channel.echo().sayTimes(EchoService.phrase("")).forEachRemaining((reply) -> {
				});
				ListenableFuture<Phrase> call = EchoGrpc.newFutureStub(channel.channel())
					.say(EchoService.phrase("hello"));
				Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.untilAsserted(() -> assertThat(output)
						.contains("testing.Echo/Say runs on the event loop and blocks it", "WaitingEcho.say("));
				this.mayEnd.countDown();
				assertThat(call.get(20, TimeUnit.SECONDS).getText()).isEqualTo("hello");
				assertThat(StringUtils.countOccurrencesOf(output.toString(), "blocks it")).isEqualTo(1);
			}
		});
	}

	@Test
	void onACloudPlatformNobodyLooks() {
		this.runner.run((neighbour) -> {
			assertThatThreadsAre(false, "spring.main.cloud-platform=kubernetes");
			assertThatThreadsAre(false, "grpc.server.detect-blocking=false");
			assertThatThreadsAre(true, "spring.main.cloud-platform=kubernetes", "grpc.server.detect-blocking=true");
			assertThatThreadsAre(false, "grpc.server.executor=platform");
		});
	}

	private void assertThatThreadsAre(boolean there, String... properties) {
		// of other contexts
		Set<Thread> before = watches();
		this.runner.withPropertyValues(properties)
			.run((context) -> assertThat(watches()).as("watched with %s", (Object) properties)
				.filteredOn((thread) -> !before.contains(thread))
				.hasSize((there) ? 1 : 0));
	}

	private static Set<Thread> watches() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("grpc-blocking-watch"))
			.collect(Collectors.toSet());
	}

	static class WaitingEcho extends EchoService {

		private final CountDownLatch mayEnd;

		WaitingEcho(CountDownLatch mayEnd) {
			this.mayEnd = mayEnd;
		}

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			try {
				assertThat(this.mayEnd.await(20, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			super.say(request, caller);
		}

	}

}
