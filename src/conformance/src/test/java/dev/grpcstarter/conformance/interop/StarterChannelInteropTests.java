package dev.grpcstarter.conformance.interop;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.grpcstarter.client.GrpcChannels;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The interop suite over channels that the client starter makes, one for each case
 * because the suite shuts its channel down. A subclass for each transport.
 */
abstract class StarterChannelInteropTests extends InteropTests {

	private ConfigurableApplicationContext client;

	@BeforeAll
	void start() {
		List<String> properties = new ArrayList<>(
				List.of("grpc.server.enabled=false", "grpc.client.defaults.limits.inbound-message-size=16MB"));
		properties.addAll(clientProperties());
		cases().forEach((interopCase) -> properties
			.add("grpc.client.channels.%s.target=%s".formatted(channelName(interopCase), target())));
		this.client = new SpringApplicationBuilder(Client.class).properties(properties.toArray(String[]::new)).run();
	}

	@AfterAll
	void stop() {
		this.client.close();
	}

	@Override
	Set<InteropCase> cases() {
		// these build channels of their own
		return EnumSet.complementOf(EnumSet.of(InteropCase.EMPTY_UNARY_WITH_RETRIABLE_STREAM,
				InteropCase.MAX_INBOUND_SIZE_EXACT, InteropCase.MAX_INBOUND_SIZE_TOO_BIG));
	}

	abstract String target();

	/**
	 * What the client is told beside its targets.
	 * @return keys and values
	 */
	List<String> clientProperties() {
		return List.of();
	}

	@Override
	AbstractInteropTest suite(InteropCase interopCase) {
		return new Suite() {

			@Override
			protected ManagedChannel createChannel() {
				return StarterChannelInteropTests.this.client.getBean(GrpcChannels.class).get(channelName(interopCase));
			}

		};
	}

	@Override
	ManagedChannelBuilder<?> channelBuilder() {
		throw new AssertionError("this case builds a channel of its own");
	}

	private static String channelName(InteropCase interopCase) {
		return interopCase.toString().replace('_', '-');
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

	}

}
