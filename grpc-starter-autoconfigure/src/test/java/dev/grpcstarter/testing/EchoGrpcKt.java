package dev.grpcstarter.testing;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ServiceDescriptor;
import io.grpc.kotlin.StubFor;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.ClientCalls;

/**
 * In the shape of what {@code protoc-gen-grpc-kotlin} generates, once compiled.
 */
public final class EchoGrpcKt {

	/**
	 * As an {@code object} has it.
	 */
	public static final EchoGrpcKt INSTANCE = new EchoGrpcKt();

	private EchoGrpcKt() {
	}

	/**
	 * As {@code @JvmStatic} makes it.
	 * @return the service
	 */
	public static ServiceDescriptor getServiceDescriptor() {
		return EchoGrpc.getServiceDescriptor();
	}

	/**
	 * A coroutine stub but for the coroutines.
	 */
	@StubFor(EchoGrpc.class)
	public static final class EchoCoroutineStub extends AbstractStub<EchoCoroutineStub> {

		public EchoCoroutineStub(Channel channel) {
			this(channel, CallOptions.DEFAULT);
		}

		public EchoCoroutineStub(Channel channel, CallOptions callOptions) {
			super(channel, callOptions);
		}

		@Override
		protected EchoCoroutineStub build(Channel channel, CallOptions callOptions) {
			return new EchoCoroutineStub(channel, callOptions);
		}

		/**
		 * Would suspend.
		 * @param request what to say
		 * @return the echo
		 */
		public Phrase say(Phrase request) {
			return ClientCalls.blockingUnaryCall(getChannel(), EchoGrpc.getSayMethod(), getCallOptions(), request);
		}

	}

}
