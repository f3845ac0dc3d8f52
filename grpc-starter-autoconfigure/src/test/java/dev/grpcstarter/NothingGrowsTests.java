package dev.grpcstarter;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.autoconfigure.GrpcClientAutoConfiguration;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A hundred contexts with twenty channels each, all of which are used.
 */
class NothingGrowsTests {

	private static final int CONTEXTS = 100;

	private static final int CHANNELS = 20;

	private final List<WeakReference<Object>> garbage = new ArrayList<>();

	@Test
	@EnabledOnOs(OS.LINUX)
	void contextsThatComeAndGoTakeNoThreadsNoDescriptorsAndNoMemory() throws Exception {
		Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
			.addService(new EchoService())
			.build()
			.start();
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class))
			.withPropertyValues("grpc.client.channels.c1.pool.size=2")
			.withPropertyValues(IntStream.rangeClosed(1, CHANNELS)
				.mapToObj((i) -> "grpc.client.channels.c%d.target=127.0.0.1:%d".formatted(i, server.getPort()))
				.toArray(String[]::new));
		// what is loaded once is no growth
		refresh(runner, server.getPort(), 3);
		Usage before = Usage.now();
		refresh(runner, server.getPort(), CONTEXTS);
		Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			Usage after = Usage.now();
			assertThat(after.threads).isLessThanOrEqualTo(before.threads + 2);
			assertThat(after.descriptors).isLessThanOrEqualTo(before.descriptors + 5);
			assertThat(after.heap).isLessThan(before.heap + 4_000_000);
			assertThat(this.garbage).allMatch((reference) -> reference.refersTo(null));
		});
		server.shutdownNow();
	}

	private void refresh(ApplicationContextRunner runner, int port, int times) {
		for (int i = 0; i < times; i++) {
			runner.run((context) -> {
				GrpcChannels channels = context.getBean(GrpcChannels.class);
				for (int channel = 1; channel <= CHANNELS; channel++) {
					call(channels.get("c" + channel));
				}
				call(channels.openLike("c2", "dns:///127.0.0.1:" + port));
				this.garbage.add(new WeakReference<>(channels));
			});
		}
	}

	private void call(ManagedChannel channel) throws Exception {
		assertThat(EchoGrpc.newFutureStub(channel).say(EchoService.phrase("hello")).get(20, TimeUnit.SECONDS).getText())
			.isEqualTo("hello");
		this.garbage.add(new WeakReference<>(channel));
	}

	/**
	 * What the process has at one time.
	 *
	 * @param threads how many threads, other than those of the tools
	 * @param descriptors how many files are open
	 * @param heap how many bytes are in use
	 */
	private record Usage(long threads, long descriptors, long heap) {

		static Usage now() throws IOException {
			System.gc();
			try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
				return new Usage(Thread.getAllStackTraces()
					.keySet()
					.stream()
					.filter((thread) -> thread.getName().contains("grpc"))
					.count(), open.count(), ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
			}
		}

	}

}
