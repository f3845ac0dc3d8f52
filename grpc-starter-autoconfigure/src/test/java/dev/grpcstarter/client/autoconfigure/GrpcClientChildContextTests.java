package dev.grpcstarter.client.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.grpcstarter.client.ChannelBuilderCustomizer;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.observation.autoconfigure.GrpcClientMetricsAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * A parent and a child that each have a client.
 */
class GrpcClientChildContextTests {

	private final EchoGrpc.EchoBlockingStub mock = mock(EchoGrpc.EchoBlockingStub.class);

	private final ApplicationContextRunner client = ClientRunner.clientOnly()
		.withPropertyValues("grpc.client.channels.echo.target=static-address:1");

	@Test
	void aMockInTheParentTakesThePlaceOfTheStub() {
		this.client.withBean(EchoGrpc.EchoBlockingStub.class, () -> this.mock)
			.run((parent) -> this.client.withParent(parent)
				.withBean(Caller.class)
				.run((child) -> assertThat(child.getBean(Caller.class).stub).isSameAs(this.mock)));
	}

	@Test
	void aMockOfTheOwnContextIsTakenFirst() {
		EchoGrpc.EchoBlockingStub own = mock(EchoGrpc.EchoBlockingStub.class);
		this.client.withBean("echo", EchoGrpc.EchoBlockingStub.class, () -> this.mock)
			.run((parent) -> this.client.withParent(parent)
				.withBean("any", EchoGrpc.EchoBlockingStub.class, () -> own)
				.withBean(Caller.class)
				.run((child) -> assertThat(child.getBean(Caller.class).stub).isSameAs(own)));
	}

	@Test
	void aBeanOfTheOwnContextDoesNotHideAMockOfTheSameName() {
		this.client.withBean("echo", EchoGrpc.EchoBlockingStub.class, () -> this.mock)
			.run((parent) -> this.client.withParent(parent)
				.withBean("echo", String.class, () -> "another bean")
				.withBean(Caller.class)
				.run((child) -> assertThat(child.getBean(Caller.class).stub).isSameAs(this.mock)));
	}

	@Test
	void eachContextHasItsOwnChannelsAndCustomizers() {
		List<String> ofParent = new CopyOnWriteArrayList<>();
		List<String> ofChild = new CopyOnWriteArrayList<>();
		this.client.withBean(Caller.class)
			.withBean(ChannelBuilderCustomizer.class, () -> (channel, builder) -> ofParent.add(channel.name()))
			.run((parent) -> this.client.withParent(parent)
				.withBean(Caller.class)
				.withBean(ChannelBuilderCustomizer.class, () -> (channel, builder) -> ofChild.add(channel.name()))
				.run((child) -> {
					assertThat(child.getBean(GrpcChannels.class).get("echo"))
						.isNotSameAs(parent.getBean(GrpcChannels.class).get("echo"));
					assertThat(ofParent).containsExactly("echo");
					assertThat(ofChild).containsExactly("echo");
				}));
	}

	@Test
	void callsOfTheChildAreMeasuredOnceInTheRegistryOfItsParent() {
		ApplicationContextRunner metered = ClientRunner.withServer("child-metrics")
			.withConfiguration(AutoConfigurations.of(GrpcClientMetricsAutoConfiguration.class));
		new ApplicationContextRunner().withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withConfiguration(AutoConfigurations.of(GrpcClientMetricsAutoConfiguration.class))
			.run((parent) -> metered.withParent(parent).withBean(Caller.class).run((child) -> {
				child.getBean(Caller.class).stub.say(EchoService.phrase("hello"));
				assertThat(parent.getBean(MeterRegistry.class)
					.get("grpc.client.call.duration")
					.tag("grpc.method", "testing.Echo/Say")
					.tag("grpc.status", "OK")
					.timer()
					.count()).isEqualTo(1);
			}));
	}

	record Caller(@GrpcClient("echo") EchoGrpc.EchoBlockingStub stub) {

	}

}
