package dev.grpcstarter.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.stub.AbstractStub;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a point of injection asks for from the name of a channel.
 */
public final class GrpcStubs {

	private final GrpcChannels channels;

	private final Supplier<List<StubFactory>> factories;

	/**
	 * Makes stubs.
	 * @param channels the channels to call over
	 * @param factories the kinds of stubs, asked for when a stub is: the first that
	 * supports a type is taken
	 */
	public GrpcStubs(GrpcChannels channels, Supplier<List<StubFactory>> factories) {
		this.channels = channels;
		this.factories = factories;
	}

	/**
	 * Whether a type is one that can be made.
	 * @param type the type
	 * @return {@code true} for the types of stubs that a factory supports, and for
	 * channels
	 */
	public boolean supports(Class<?> type) {
		return isChannel(type) || factory(type).isPresent();
	}

	/**
	 * Makes a stub, or hands out the channel itself.
	 * @param type a type of stub, {@link Channel} or {@link ManagedChannel}
	 * @param channel the name of the channel
	 * @return an instance of the type
	 * @throws UnknownChannelException if there is no channel of that name
	 * @throws IllegalArgumentException if the type is none that can be made
	 */
	public Object create(Class<?> type, String channel) {
		if (isChannel(type)) {
			return this.channels.get(channel);
		}
		StubFactory factory = factory(type)
			.orElseThrow(() -> new IllegalArgumentException(type.getName() + " is no type of stub and no channel"));
		return factory.create(type, this.channels.get(ChannelName.of(channel), factory.service(type)));
	}

	/**
	 * The channel for stubs that are asked for by their type alone.
	 * @param type a type of stub
	 * @return the channel that lists the service of the stub, or {@code null} if none
	 * does
	 */
	@Nullable ChannelName listedChannel(Class<?> type) {
		Map<String, ChannelName> services = this.channels.services();
		if (services.isEmpty() || !AbstractStub.class.isAssignableFrom(type)) {
			return null;
		}
		return factory(type).map((factory) -> factory.service(type))
			.map((service) -> services.get(service.getName()))
			.orElse(null);
	}

	private Optional<StubFactory> factory(Class<?> type) {
		return this.factories.get().stream().filter((factory) -> factory.supports(type)).findFirst();
	}

	GrpcChannels channels() {
		return this.channels;
	}

	static boolean isChannel(Class<?> type) {
		return type == Channel.class || type == ManagedChannel.class;
	}

}
