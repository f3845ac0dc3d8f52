package dev.grpcstarter.testing;

import java.util.concurrent.CompletableFuture;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;

/**
 * In the shape of what {@code reactor-grpc} generates; a future stands for the Mono.
 */
public final class ReactorEchoGrpc {

	private ReactorEchoGrpc() {
	}

	public static ReactorEchoStub newReactorStub(Channel channel) {
		return new ReactorEchoStub(channel);
	}

	/**
	 * A reactive stub but for Reactor.
	 */
	public static final class ReactorEchoStub extends AbstractStub<ReactorEchoStub> {

		private final EchoGrpc.EchoStub delegateStub;

		private ReactorEchoStub(Channel channel) {
			super(channel);
			this.delegateStub = EchoGrpc.newStub(channel);
		}

		private ReactorEchoStub(Channel channel, CallOptions callOptions) {
			super(channel, callOptions);
			this.delegateStub = EchoGrpc.newStub(channel).build(channel, callOptions);
		}

		@Override
		protected ReactorEchoStub build(Channel channel, CallOptions callOptions) {
			return new ReactorEchoStub(channel, callOptions);
		}

		/**
		 * Would return a Mono.
		 * @param request what to say
		 * @return the echo
		 */
		public CompletableFuture<Phrase> say(Phrase request) {
			CompletableFuture<Phrase> echo = new CompletableFuture<>();
			this.delegateStub.say(request, new StreamObserver<>() {

				@Override
				public void onNext(Phrase value) {
					echo.complete(value);
				}

				@Override
				public void onError(Throwable failure) {
					echo.completeExceptionally(failure);
				}

				@Override
				public void onCompleted() {
				}

			});
			return echo;
		}

	}

}
