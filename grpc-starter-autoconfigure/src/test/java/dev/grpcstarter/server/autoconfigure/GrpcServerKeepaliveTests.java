package dev.grpcstarter.server.autoconfigure;

import java.util.Objects;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.Chat;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.RawHttp2;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The keepalive keys as a peer sees them on the wire.
 */
class GrpcServerKeepaliveTests {

	private static final int NO_ERROR = 0;

	private static final int ENHANCE_YOUR_CALM = 11;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@Test
	void aClientThatPingsMoreOftenThanPermittedIsSentAway() {
		this.runner.run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				for (int i = 0; i < 5; i++) {
					client.ping();
				}
				assertThat(client.awaitGoAway()).isEqualTo(new RawHttp2.GoAway(ENHANCE_YOUR_CALM, "too_many_pings"));
			}
		});
	}

	@Test
	void aClientThatPingsAsOftenAsPermittedIsAnswered() {
		this.runner.withPropertyValues("grpc.server.keepalive.permit-time=0").run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				for (int i = 0; i < 20; i++) {
					client.ping();
					client.awaitPingAck();
				}
			}
		});
	}

	@Test
	void withoutPermissionAnIdleClientMayNotPingAtAll() {
		this.runner
			.withPropertyValues("grpc.server.keepalive.permit-time=0",
					"grpc.server.keepalive.permit-without-calls=false")
			.run((context) -> {
				try (RawHttp2 client = new RawHttp2(port(context))) {
					for (int i = 0; i < 5; i++) {
						client.ping();
					}
					assertThat(client.awaitGoAway().error()).isEqualTo(ENHANCE_YOUR_CALM);
				}
			});
	}

	@Test
	void aSilentClientIsNoticedAfterTimeAndTimeout() {
		this.runner.withPropertyValues("grpc.server.keepalive.time=10s", "grpc.server.keepalive.timeout=100ms")
			.run((context) -> {
				try (RawHttp2 client = new RawHttp2(port(context))) {
					client.awaitEnd();
				}
			});
	}

	@Test
	void anIdleConnectionIsClosed() {
		this.runner.withPropertyValues("grpc.server.keepalive.max-connection-idle=1s").run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context))) {
				assertThat(client.awaitGoAway()).isEqualTo(new RawHttp2.GoAway(NO_ERROR, "max_idle"));
			}
		});
	}

	@Test
	void anOldConnectionIsClosedAndItsCallsAreCutAfterTheGrace() {
		this.runner
			.withPropertyValues("grpc.server.keepalive.max-connection-age=1s",
					"grpc.server.keepalive.max-connection-age-grace=100ms")
			.run((context) -> {
				try (RawHttp2 client = new RawHttp2(port(context)); TestChannel channel = TestChannel.to(context)) {
					Chat chat = Chat.over(channel);
					assertThat(client.awaitGoAway()).isEqualTo(new RawHttp2.GoAway(NO_ERROR, "max_age"));
					assertThat(chat.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
				}
			});
	}

	@Test
	void withoutGraceTheCallsOfAnOldConnectionEndInTheirOwnTime() {
		this.runner.withPropertyValues("grpc.server.keepalive.max-connection-age=1s").run((context) -> {
			try (RawHttp2 client = new RawHttp2(port(context)); TestChannel channel = TestChannel.to(context)) {
				Chat chat = Chat.over(channel);
				client.awaitGoAway();
				client.awaitEnd();
				chat.complete();
				assertThat(chat.awaitEnd().getCode()).isEqualTo(Status.Code.OK);
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "kubernetes, , PT5M", "kubernetes, none, none", "kubernetes, 1h, PT1H", "none, , none",
			"none, 10s, PT10S" })
	void onKubernetesConnectionsGrowNoOlderThanFiveMinutesUnlessToldOtherwise(String platform, String age,
			String effective) {
		this.runner
			.withPropertyValues("spring.main.cloud-platform=" + platform,
					"grpc.server.keepalive.max-connection-age=" + Objects.requireNonNullElse(age, ""))
			.run((context) -> assertThat(context.getBean(ServerSettings.class).keepalive().maxConnectionAge())
				.hasToString(effective));
	}

	@Test
	void anInProcessNameWithKeepaliveSetStarts() {
		this.runner
			.withPropertyValues("grpc.server.port=none", "grpc.server.in-process-name=with-keepalive",
					"grpc.server.keepalive.time=1m", "grpc.server.keepalive.max-connection-age=1m")
			.run((context) -> {
				try (TestChannel channel = TestChannel.inProcess("with-keepalive")) {
					assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				}
			});
	}

	private static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class);
	}

}
