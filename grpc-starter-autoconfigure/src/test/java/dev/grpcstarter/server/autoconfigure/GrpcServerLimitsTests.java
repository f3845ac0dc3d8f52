package dev.grpcstarter.server.autoconfigure;

import java.io.IOException;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.RawHttp2;
import dev.grpcstarter.testing.TestChannel;
import dev.grpcstarter.testing.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limits of a connection as a peer sees them on the wire.
 */
class GrpcServerLimitsTests {

	private static final int MAX_CONCURRENT_STREAMS = 3;

	private static final int INITIAL_WINDOW_SIZE = 4;

	private static final int MAX_HEADER_LIST_SIZE = 6;

	private static final int REFUSED_STREAM = 7;

	private static final int ENHANCE_YOUR_CALM = 11;

	private static final String OPEN_ENDED = "testing.Echo/Chat";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerTlsAutoConfiguration.class,
				GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@Test
	void theDefaultsAreToldToEveryClient() {
		this.runner.run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				assertThat(client.awaitSettings()).containsEntry(MAX_CONCURRENT_STREAMS, 1000)
					.containsEntry(INITIAL_WINDOW_SIZE, 1024 * 1024)
					.containsEntry(MAX_HEADER_LIST_SIZE, 8 * 1024);
			}
		});
	}

	@Test
	void theKeysAreToldToEveryClient() {
		this.runner
			.withPropertyValues("grpc.server.limits.concurrent-calls-per-connection=7",
					"grpc.server.limits.flow-control-window=65535B", "grpc.server.limits.inbound-metadata-size=2KB")
			.run((context) -> {
				try (RawHttp2 client = new RawHttp2(port(context))) {
					assertThat(client.awaitSettings()).containsEntry(MAX_CONCURRENT_STREAMS, 7)
						.containsEntry(INITIAL_WINDOW_SIZE, 65535)
						.containsEntry(MAX_HEADER_LIST_SIZE, 2 * 1024);
				}
			});
	}

	@Test
	void theLargestWindowThatHttp2KnowsIsUsed() {
		this.runner.withPropertyValues("grpc.server.limits.flow-control-window=2147483647B").run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context)); TestChannel channel = TestChannel.to(context)) {
				assertThat(client.awaitSettings()).containsEntry(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
				assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
			}
		});
	}

	@Test
	void aCallTooManyIsRefused() {
		this.runner.withPropertyValues("grpc.server.limits.concurrent-calls-per-connection=2").run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				// before gRPC 1.83 the limit holds from the acknowledgement on
				client.awaitSettings();
				client.call(1, OPEN_ENDED);
				client.call(3, OPEN_ENDED);
				client.call(5, OPEN_ENDED);
				assertThat(client.awaitReset(5)).isEqualTo(REFUSED_STREAM);
			}
		});
	}

	@Test
	void aClientThatResetsTooManyCallsIsSentAway() {
		this.runner.withPropertyValues("grpc.server.limits.resets-per-window=5").run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				resetCalls(client, 6);
				assertThat(client.awaitGoAway())
					.isEqualTo(new RawHttp2.GoAway(ENHANCE_YOUR_CALM, "too_many_rststreams"));
			}
		});
	}

	@Test
	void aClientMayResetAsManyCallsAsTheLimitAllows() {
		this.runner.withPropertyValues("grpc.server.limits.resets-per-window=5").run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				resetCalls(client, 5);
				client.ping();
				client.awaitPingAck();
			}
		});
	}

	@Test
	void noneSetsNoBound() {
		this.runner.withPropertyValues("grpc.server.limits.resets-per-window=none",
				"grpc.server.limits.concurrent-calls-per-connection=none", "grpc.server.limits.handshake-timeout=none")
			.run((context) -> {
				try (RawHttp2 client = new RawHttp2(port(context))) {
					assertThat(client.awaitSettings().getOrDefault(MAX_CONCURRENT_STREAMS, Integer.MAX_VALUE))
						.isEqualTo(Integer.MAX_VALUE);
					resetCalls(client, 30);
					client.ping();
					client.awaitPingAck();
				}
			});
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 10 })
	void aConnectionThatSaysTooLittleIsClosed(int bytesOfPreface) {
		this.runner.withPropertyValues("grpc.server.limits.handshake-timeout=300ms").run((context) -> {
			try (RawHttp2 client = RawHttp2.silent(port(context), bytesOfPreface)) {
				client.awaitClosed();
			}
		});
	}

	@Test
	void aConnectionThatDoesNotShakeHandsIsClosed() {
		this.runner.withPropertyValues(Tls.bundle("shop", "server"))
			.withPropertyValues("grpc.server.ssl.bundle=shop", "grpc.server.limits.handshake-timeout=300ms")
			.run((context) -> {
				try (RawHttp2 client = RawHttp2.silent(port(context), 0)) {
					client.awaitClosed();
				}
			});
	}

	private static void resetCalls(RawHttp2 client, int calls) throws IOException {
		for (int i = 0; i < calls; i++) {
			client.call(2 * i + 1, OPEN_ENDED);
			client.reset(2 * i + 1);
		}
	}

	private static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class);
	}

}
