package dev.grpcstarter.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.AbstractStub;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a point of injection asks for from the name of a channel.
 */
public final class GrpcStubs {

	private final GrpcChannels channels;

	private final Supplier<List<StubFactory>> factories;

	private final Map<Class<?>, Optional<Kind>> kinds = new ConcurrentHashMap<>();

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
		return isChannel(type) || kind(type).isPresent();
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
		Kind kind = kind(type)
			.orElseThrow(() -> new IllegalArgumentException(type.getName() + " is no type of stub and no channel"));
		return kind.factory().create(type, this.channels.get(ChannelName.of(channel), kind.service()));
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
		return kind(type).map(Kind::service).map((service) -> services.get(service.getName())).orElse(null);
	}

	// a point that asks at each use should not have its type searched each time
	private Optional<Kind> kind(Class<?> type) {
		Optional<Kind> known = this.kinds.get(type);
		if (known == null) {
			known = this.factories.get()
				.stream()
				.filter((factory) -> factory.supports(type))
				.findFirst()
				.map((factory) -> new Kind(factory, factory.service(type)));
			this.kinds.put(type, known);
		}
		return known;
	}

	GrpcChannels channels() {
		return this.channels;
	}

	static boolean isChannel(Class<?> type) {
		return type == Channel.class || type == ManagedChannel.class;
	}

	/**
	 * What is known of a type of stub.
	 *
	 * @param factory what makes stubs of the type
	 * @param service the service that they call, if that is known
	 */
	private record Kind(StubFactory factory, @Nullable ServiceDescriptor service) {

	}

}
