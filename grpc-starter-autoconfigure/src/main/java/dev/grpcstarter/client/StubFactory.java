package dev.grpcstarter.client;

import io.grpc.Channel;
import io.grpc.ServiceDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Makes stubs of one kind. A bean of this type teaches {@link GrpcClient} another kind
 * than those that the {@link GeneratedStubFactory} knows.
 */
public interface StubFactory {

	/**
	 * Whether this factory makes stubs of a type.
	 * @param stubType the type at a point of injection
	 * @return {@code true} if the other methods may be called with it
	 */
	boolean supports(Class<?> stubType);

	/**
	 * Makes a stub.
	 * @param stubType the type of the stub
	 * @param channel what the stub calls over
	 * @return an instance of the type
	 */
	Object create(Class<?> stubType, Channel channel);

	/**
	 * The service that stubs of a type call. It must be known for a stub to be injected
	 * without an annotation, and so must the stub be an
	 * {@link io.grpc.stub.AbstractStub}.
	 * @param stubType the type of the stub
	 * @return the service, or {@code null} if that is not known
	 */
	default @Nullable ServiceDescriptor service(Class<?> stubType) {
		return null;
	}

}
