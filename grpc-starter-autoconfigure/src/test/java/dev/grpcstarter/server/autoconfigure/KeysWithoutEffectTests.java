package dev.grpcstarter.server.autoconfigure;

import java.util.Arrays;
import java.util.stream.Stream;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class KeysWithoutEffectTests {

	private static final String NO_EFFECT = "without effect";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class);

	@Test
	void theSizeOfAPoolThatNoMethodUsesIsNamed(CapturedOutput output) {
		start("grpc.server.port=0", "grpc.server.executor=direct", "grpc.server.platform.threads=7",
				"grpc.server.platform.queue=70");
		assertThat(output).contains("grpc.server.platform.threads and grpc.server.platform.queue are " + NO_EFFECT)
			.contains("no method runs on the pool of platform threads")
			.contains("grpc.server.executor is direct");
	}

	@Test
	void theSizeOfAPoolThatOneMethodUsesIsNotNamed(CapturedOutput output) {
		start("grpc.server.port=0", "grpc.server.executor=direct", "grpc.server.platform.threads=7",
				"grpc.server.methods[testing.Echo/Say].executor=platform");
		assertThat(output).doesNotContain(NO_EFFECT);
	}

	@Test
	void anAddressWithoutPortIsNamed(CapturedOutput output) {
		start("grpc.server.port=none", "grpc.server.in-process-name=no-address", "grpc.server.address=127.0.0.1");
		assertThat(output).contains("grpc.server.address is " + NO_EFFECT).contains("grpc.server.port is none");
	}

	@Test
	void limitsOfConnectionsWithoutAnyConnectionAreNamed(CapturedOutput output) {
		start("grpc.server.port=none", "grpc.server.in-process-name=no-limits",
				"grpc.server.limits.inbound-message-size=1MB", "grpc.server.limits.inbound-metadata-size=1KB",
				"grpc.server.keepalive.max-connection-age=5m", "grpc.server.ssl.bundle=shop",
				"spring.ssl.bundle.pem.shop.keystore.certificate=classpath:tls/server.pem",
				"spring.ssl.bundle.pem.shop.keystore.private-key=classpath:tls/server.key");
		assertThat(output).contains("grpc.server.ssl.bundle is " + NO_EFFECT)
			.contains("grpc.server.keepalive.max-connection-age and grpc.server.limits.inbound-message-size are "
					+ NO_EFFECT)
			.contains("only served in-process")
			.doesNotContain("inbound-metadata-size");
	}

	@Test
	void defaultsAndBlankValuesAreNotNamed(CapturedOutput output) {
		start("grpc.server.port=none", "grpc.server.in-process-name=defaults", "grpc.server.executor=direct",
				"grpc.server.platform.threads=", "grpc.server.address=");
		assertThat(output).doesNotContain(NO_EFFECT);
	}

	@Test
	void whatHasAnEffectIsNotNamed(CapturedOutput output) {
		start("grpc.server.port=0", "grpc.server.in-process-name=all", "grpc.server.address=127.0.0.1",
				"grpc.server.executor=platform", "grpc.server.platform.threads=7",
				"grpc.server.limits.inbound-message-size=1MB", "grpc.server.keepalive.max-connection-age=5m");
		assertThat(output).doesNotContain(NO_EFFECT);
	}

	@Test
	void noKeyOfTheGroupsIsForgotten() {
		assertThat(KeysWithoutEffect.PLATFORM)
			.containsExactlyInAnyOrderElementsOf(keys("platform", GrpcServerProperties.Platform.class).toList());
		assertThat(KeysWithoutEffect.CONNECTIONS).containsExactlyInAnyOrderElementsOf(Stream
			.concat(keys("keepalive", GrpcServerProperties.Keepalive.class),
					keys("limits", GrpcServerProperties.Limits.class))
			.filter((key) -> !key.equals("grpc.server.limits.inbound-metadata-size"))
			.toList());
	}

	private static Stream<String> keys(String group, Class<? extends Record> properties) {
		return Arrays.stream(properties.getRecordComponents())
			.map((key) -> "grpc.server." + group + "." + DataObjectPropertyName.toDashedForm(key.getName()));
	}

	private void start(String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> assertThat(context).hasNotFailed());
	}

}
