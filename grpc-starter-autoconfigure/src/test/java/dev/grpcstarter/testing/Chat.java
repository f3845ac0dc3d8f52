package dev.grpcstarter.testing;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stream that stays open until somebody ends it.
 */
public final class Chat implements StreamObserver<Phrase> {

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile Status status = Status.OK;

	private StreamObserver<Phrase> caller;

	/**
	 * Opens a stream and waits for its first answer.
	 */
	public static Chat over(TestChannel channel) throws InterruptedException {
		Chat chat = new Chat();
		chat.caller = EchoGrpc.newStub(channel.channel()).chat(chat);
		chat.answerTo("hello");
		return chat;
	}

	public String answerTo(String text) throws InterruptedException {
		this.caller.onNext(EchoService.phrase(text));
		String answer = this.answers.poll(20, TimeUnit.SECONDS);
		assertThat(answer).as("the answer, or the status " + this.status).isNotNull();
		return answer;
	}

	/**
	 * Says that nothing more is to be said.
	 */
	public void complete() {
		this.caller.onCompleted();
	}

	public Status awaitEnd() throws InterruptedException {
		assertThat(this.ended.await(20, TimeUnit.SECONDS)).isTrue();
		return this.status;
	}

	@Override
	public void onNext(Phrase phrase) {
		this.answers.add(phrase.getText());
	}

	@Override
	public void onError(Throwable failure) {
		this.status = Status.fromThrowable(failure);
		this.ended.countDown();
	}

	@Override
	public void onCompleted() {
		this.ended.countDown();
	}

}
