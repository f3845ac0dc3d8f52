package dev.grpcstarter.testing;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;

/**
 * A call of each type to {@link EchoService}, one step at a time.
 */
public enum FourCalls {

	UNARY {

		@Override
		public void over(Channel channel) {
			EchoGrpc.newBlockingStub(channel).say(EchoService.phrase("hello"));
		}

	},

	SERVER_STREAMING {

		@Override
		public void over(Channel channel) {
			Phrase twice = EchoService.phrase("hello").toBuilder().setTimes(2).build();
			EchoGrpc.newBlockingStub(channel).sayTimes(twice).forEachRemaining((reply) -> {
			});
		}

	},

	CLIENT_STREAMING {

		@Override
		public void over(Channel channel) {
			Replies replies = new Replies();
			StreamObserver<Phrase> requests = EchoGrpc.newStub(channel).join(replies);
			List.of("one", "two").forEach((text) -> requests.onNext(EchoService.phrase(text)));
			requests.onCompleted();
			replies.await("one two");
			replies.await("");
		}

	},

	BIDIRECTIONAL {

		@Override
		public void over(Channel channel) {
			Replies replies = new Replies();
			StreamObserver<Phrase> requests = EchoGrpc.newStub(channel).chat(replies);
			for (String text : List.of("one", "two")) {
				requests.onNext(EchoService.phrase(text));
				replies.await(text);
			}
			requests.onCompleted();
			replies.await("");
		}

	};

	/**
	 * Makes the call, and waits for its end.
	 * @param channel where to call
	 */
	public abstract void over(Channel channel);

	private static final class Replies implements StreamObserver<Phrase> {

		private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

		@Override
		public void onNext(Phrase phrase) {
			this.texts.add(phrase.getText());
		}

		@Override
		public void onError(Throwable failure) {
			this.texts.add("failed: " + failure);
		}

		@Override
		public void onCompleted() {
			this.texts.add("");
		}

		void await(String expected) {
			try {
				String text = this.texts.poll(20, TimeUnit.SECONDS);
				if (!expected.equals(text)) {
					throw new AssertionError("expected '%s', and there was '%s'".formatted(expected, text));
				}
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}

	}

}
