package dev.grpcstarter.sample;

import java.util.ArrayList;
import java.util.List;

import io.grpc.stub.ServerCallStreamObserver;

/**
 * Stands for gRPC and the caller behind it, who has room for so many messages.
 *
 * @param <T> the type of the messages
 */
class FakeCaller<T> extends ServerCallStreamObserver<T> {

	private final List<T> messages = new ArrayList<>();

	private Runnable onReady;

	private Runnable onCancel;

	private int room;

	private int requested;

	private boolean completed;

	private boolean cancelled;

	void ready(int room) {
		this.room = room;
		this.onReady.run();
	}

	void cancel() {
		this.cancelled = true;
		this.onCancel.run();
	}

	List<T> messages() {
		return this.messages;
	}

	int requested() {
		return this.requested;
	}

	boolean isCompleted() {
		return this.completed;
	}

	@Override
	public boolean isReady() {
		return this.room > 0 && !this.completed;
	}

	@Override
	public boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void onNext(T message) {
		this.room--;
		this.messages.add(message);
	}

	@Override
	public void onCompleted() {
		if (this.completed) {
			throw new IllegalStateException("call already closed");
		}
		this.completed = true;
	}

	@Override
	public void onError(Throwable ex) {
		throw new AssertionError(ex);
	}

	@Override
	public void setOnReadyHandler(Runnable handler) {
		this.onReady = handler;
	}

	@Override
	public void setOnCancelHandler(Runnable handler) {
		this.onCancel = handler;
	}

	@Override
	public void disableAutoRequest() {
		// Requests are counted in any case.
	}

	@Override
	public void request(int count) {
		this.requested += count;
	}

	@Override
	public void disableAutoInboundFlowControl() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setCompression(String compression) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setMessageCompression(boolean enable) {
		throw new UnsupportedOperationException();
	}

}
