package dev.grpcstarter.testing;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.kotlin.StubFor;
import io.grpc.stub.AbstractStub;

/**
 * Stubs that no generator wrote.
 */
public final class HandWrittenStubs {

	private HandWrittenStubs() {
	}

	/**
	 * Constructed with options only, and nested in a class of no service.
	 */
	@StubFor(EchoGrpc.class)
	public static final class OfNoHolder extends Skeleton<OfNoHolder> {

		public OfNoHolder(Channel channel, CallOptions options) {
			super(channel, options);
		}

		@Override
		protected OfNoHolder build(Channel channel, CallOptions options) {
			return new OfNoHolder(channel, options);
		}

	}

	public static final class OfNoService extends Skeleton<OfNoService> {

		public OfNoService(Channel channel) {
			super(channel, CallOptions.DEFAULT);
		}

		@Override
		protected OfNoService build(Channel channel, CallOptions options) {
			return new OfNoService(channel);
		}

	}

	/**
	 * What grpc-kotlin's own base class looks like from Java.
	 */
	public abstract static class Skeleton<S extends Skeleton<S>> extends AbstractStub<S> {

		public Skeleton(Channel channel, CallOptions options) {
			super(channel, options);
		}

	}

}
