package dev.grpcstarter.client.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.testing.EchoService;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * By itself gRPC makes its sixth attempt after 12.6 s at the earliest.
 */
class ReconnectPauseTests {

	private static final Duration LONG_BEFORE_THAT = Duration.ofSeconds(11);

	@Test
	void noPauseBetweenTwoAttemptsIsLongerThanItMayBe() throws Exception {
		try (Refusing refusing = new Refusing()) {
			ClientRunner.clientOnly()
				.withPropertyValues("grpc.client.channels.echo.reconnect-max=1s",
						"grpc.client.channels.echo.target=127.0.0.1:" + refusing.port())
				.run((context) -> {
					ManagedChannel channel = context.getBean(GrpcChannels.class).get("echo");
					assertThat(refusing.attempts).hasValue(0);
					channel.getState(true);
					Awaitility.await()
						.atMost(LONG_BEFORE_THAT)
						.untilAsserted(() -> assertThat(refusing.attempts).hasValueGreaterThanOrEqualTo(6));
				});
		}
	}

	@Test
	void thatHoldsForOneAddressOfSeveralToo() throws Exception {
		Server up = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
			.addService(new EchoService())
			.build()
			.start();
		try (Refusing refusing = new Refusing()) {
			ClientRunner.clientOnly()
				.withPropertyValues("grpc.client.channels.echo.reconnect-max=1s",
						"grpc.client.channels.echo.target=static://127.0.0.1:%d,127.0.0.1:%d".formatted(up.getPort(),
								refusing.port()))
				.run((context) -> {
					ManagedChannel channel = context.getBean(GrpcChannels.class).get("echo");
					channel.getState(true);
					Awaitility.await()
						.atMost(LONG_BEFORE_THAT)
						.untilAsserted(() -> assertThat(refusing.attempts).hasValueGreaterThanOrEqualTo(6));
					assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);
				});
		}
		finally {
			up.shutdownNow();
		}
	}

	/**
	 * Lets nobody stay.
	 */
	private static final class Refusing implements AutoCloseable {

		private final AtomicInteger attempts = new AtomicInteger();

		private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

		Refusing() throws IOException {
			Thread thread = new Thread(this::refuse, "refusing");
			thread.setDaemon(true);
			thread.start();
		}

		private void refuse() {
			try {
				while (true) {
					this.listening.accept().close();
					this.attempts.incrementAndGet();
				}
			}
			catch (IOException ex) {
				// nobody is to come any more
			}
		}

		int port() {
			return this.listening.getLocalPort();
		}

		@Override
		public void close() throws IOException {
			this.listening.close();
		}

	}

}
